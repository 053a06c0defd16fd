// exp and log over arrays in the first-level cache, and the probes of memory and arithmetic.
#include <string>

#include "benchmarks/kernels/limits.h"
#include "benchmarks/kernels/loops.h"
#include "kernels/cpu/aligned.h"

namespace spikelight::benchmarks {
namespace {

template <class Real>
void evaluate(benchmark::State& state, Isa isa, void (*function)(const Real*, Real*, int),
              double operations) {
    constexpr int n = 1024;
    AlignedVector<Real> x(n), y(n);
    for (int i = 0; i < n; ++i) x[std::size_t(i)] = Real(0.01) * Real(i + 1);
    for (auto _ : state) {
        function(x.data(), y.data(), n);
        benchmark::DoNotOptimize(y.data());
    }
    report(state, isa, n,
           {2 * sizeof(Real), operations, 0, sizeof(Real) == 8, 2 * n * sizeof(Real)});
}

void triad(benchmark::State& state, Isa isa, std::size_t working_set) {
    std::size_t n = working_set / 12;
    AlignedVector<float> a(n, 0.0f), b(n, 1.0f), c(n, 2.0f);
    for (auto _ : state) {
        benchmark_loops(isa).triad(a.data(), b.data(), c.data(), 3.0f, int(n));
        benchmark::DoNotOptimize(a.data());
    }
    report(state, isa, double(n), {12, 2, 0, false, working_set});
}

void arithmetic(benchmark::State& state, Isa isa) {
    constexpr int rounds = 4096;
    for (auto _ : state) benchmark::DoNotOptimize(benchmark_loops(isa).arithmetic(rounds));
    report(state, isa, rounds * benchmark_loops(isa).arithmetic_lanes, {0, 2, 0, false, 0});
}

}  // namespace

void register_functions() {
    using benchmark::RegisterBenchmark;
    for (Isa isa : measured_isas()) {
        std::string name(isa_name(isa));
        const BenchmarkLoops& loops = benchmark_loops(isa);
        RegisterBenchmark(("exp_float32/" + name).c_str(), [&loops, isa](benchmark::State& s) {
            evaluate(s, isa, loops.exp_float, 20);
        });
        RegisterBenchmark(("exp_float64/" + name).c_str(), [&loops, isa](benchmark::State& s) {
            evaluate(s, isa, loops.exp_double, 30);
        });
        RegisterBenchmark(("log_float32/" + name).c_str(), [&loops, isa](benchmark::State& s) {
            evaluate(s, isa, loops.log_float, 24);
        });
        RegisterBenchmark(("log_float64/" + name).c_str(), [&loops, isa](benchmark::State& s) {
            evaluate(s, isa, loops.log_double, 30);
        });
        RegisterBenchmark(("arithmetic_probe/" + name).c_str(),
                          [=](benchmark::State& s) { arithmetic(s, isa); });
        for (std::size_t kilobytes : {24, 600, 196608})
            RegisterBenchmark(
                ("triad_probe/" + name + "/" + std::to_string(kilobytes) + "_KB").c_str(),
                [=](benchmark::State& s) { triad(s, isa, kilobytes << 10); });
    }
}

}  // namespace spikelight::benchmarks
