#include "benchmarks/kernels/limits.h"

#include <algorithm>
#include <ctime>
#include <map>
#include <random>

#include "benchmarks/kernels/loops.h"
#include "kernels/cpu/aligned.h"

namespace spikelight {

#define SPIKELIGHT_DECLARE_BENCHMARK_LOOPS(isa)              \
    namespace isa {                                          \
    extern const benchmarks::BenchmarkLoops benchmark_loops; \
    }
SPIKELIGHT_EACH_ISA(SPIKELIGHT_DECLARE_BENCHMARK_LOOPS)
#undef SPIKELIGHT_DECLARE_BENCHMARK_LOOPS

namespace benchmarks {
namespace {

/// Time that this thread has had, s: others on the machine do not count.
double processor_seconds() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return double(now.tv_sec) + 1e-9 * double(now.tv_nsec);
}

/// Seconds of the quickest of ten calls.
template <class Work>
double least_seconds(Work work) {
    double least = 1e30;
    for (int repeat = 0; repeat < 10; ++repeat) {
        double begin = processor_seconds();
        work();
        double taken = processor_seconds() - begin;
        least = std::min(least, taken);
    }
    return least;
}

double measure_memory(Isa isa, std::size_t working_set) {
    std::size_t n = std::max<std::size_t>(working_set / sizeof(float) / 3, 64);
    AlignedVector<float> a(n, 0.0f), b(n, 1.0f), c(n, 2.0f);
    int repeats = int((std::size_t(8) << 20) / n) + 1;
    double seconds = least_seconds([&] {
        for (int r = 0; r < repeats; ++r)
            benchmark_loops(isa).triad(a.data(), b.data(), c.data(), float(r), int(n));
        benchmark::DoNotOptimize(a.data());
    });
    return double(repeats) * double(n) * 3 * sizeof(float) / seconds;
}

double measure_arithmetic(Isa isa) {
    constexpr int rounds = 1 << 20;
    const BenchmarkLoops& loops = benchmark_loops(isa);
    double seconds = least_seconds([&] { benchmark::DoNotOptimize(loops.arithmetic(rounds)); });
    return 2.0 * loops.arithmetic_lanes * rounds / seconds;
}

}  // namespace

const BenchmarkLoops& benchmark_loops(Isa isa) {
    switch (isa) {
#define SPIKELIGHT_BENCHMARK_LOOPS_OF(isa) \
    case Isa::isa:                         \
        return isa::benchmark_loops;
        SPIKELIGHT_EACH_ISA(SPIKELIGHT_BENCHMARK_LOOPS_OF)
#undef SPIKELIGHT_BENCHMARK_LOOPS_OF
        default:
            return baseline::benchmark_loops;
    }
}

std::vector<Isa> measured_isas() {
    std::vector<Isa> isas;
    for (Isa isa : {Isa::baseline, Isa::avx2, Isa::avx512})
        if (isa_supported(isa)) isas.push_back(isa);
    return isas;
}

double memory_limit(Isa isa, std::size_t working_set) {
    static std::map<std::pair<Isa, std::size_t>, double> known;
    auto [place, fresh] = known.try_emplace({isa, working_set}, 0.0);
    if (fresh) place->second = measure_memory(isa, working_set);
    return place->second;
}

double arithmetic_limit(Isa isa) {
    static std::map<Isa, double> known;
    auto [place, fresh] = known.try_emplace(isa, 0.0);
    if (fresh) place->second = measure_arithmetic(isa);
    return place->second;
}

std::vector<std::uint16_t> random_targets(std::size_t count, std::uint32_t size) {
    std::mt19937 random(1);
    std::vector<std::uint16_t> targets(count);
    for (std::uint16_t& target : targets)
        target = std::uint16_t(std::uint64_t(random()) * size >> 32);
    return targets;
}

void scatter(const std::uint16_t* targets, std::size_t count, std::int32_t weight,
             std::int32_t* input) {
#pragma GCC unroll 8
    for (std::size_t k = 0; k < count; ++k) input[targets[k]] += weight;
}

double scatter_limit() {
    static const double limit = [] {
        constexpr std::uint32_t size = 51200;
        std::vector<std::uint16_t> targets = random_targets(std::size_t(32) << 20, size);
        AlignedVector<std::int32_t> input(size, 0);
        double seconds = least_seconds([&] {
            scatter(targets.data(), targets.size(), 1, input.data());
            benchmark::DoNotOptimize(input.data());
        });
        return double(targets.size()) / seconds;
    }();
    return limit;
}

void report(benchmark::State& state, Isa isa, double items, const Cost& cost) {
    using benchmark::Counter;
    auto per_second = [&](double amount) {
        return Counter(amount * items * double(state.iterations()), Counter::kIsRate);
    };
    state.counters["items"] = per_second(1);
    if (cost.bytes > 0) state.counters["bytes"] = per_second(cost.bytes);
    if (cost.operations > 0) state.counters["operations"] = per_second(cost.operations);

    // The slowest of what an item needs of memory, arithmetic and accumulators bounds its time from below.
    double least_seconds = 0;
    if (cost.bytes > 0) least_seconds = cost.bytes / memory_limit(isa, cost.working_set);
    if (cost.operations > 0)
        least_seconds =
            std::max(least_seconds, cost.operations * (cost.wide ? 2 : 1) / arithmetic_limit(isa));
    if (cost.increments > 0)
        least_seconds = std::max(least_seconds, cost.increments / scatter_limit());
    state.counters["of_limit"] = per_second(least_seconds);
}

}  // namespace benchmarks
}  // namespace spikelight
