// One step of a population: membrane, opsin, noise; and the light that drives opsins.
#include <random>
#include <string>

#include "benchmarks/kernels/limits.h"
#include "kernels/cpu/aligned.h"
#include "kernels/cpu/neuron_loops.h"
#include "kernels/run_constants.h"

namespace spikelight::benchmarks {
namespace {

// Operations per neuron, counted in the source: + - x / sqrt, conversions and comparisons not.
constexpr double exp_operations_float = 20, exp_operations_double = 30;
constexpr double eif_operations_float = 11 + exp_operations_float;
constexpr double eif_operations_double = 11 + exp_operations_double;
constexpr double rectifying_opsin_operations_float = 42 + exp_operations_float;
constexpr double rectifying_opsin_operations_double = 42 + exp_operations_double;

enum class Extra { none, opsin, noise };

template <class Real>
struct Types;
template <>
struct Types<float> {
    using Input = std::int32_t;
    static const auto& loops(const CpuNeuronLoops& all) { return all.float32; }
    static void light(const CpuNeuronLoops& all, const SegmentLight<float>& l) {
        all.light_float32(l);
    }
};
template <>
struct Types<double> {
    using Input = std::int64_t;
    static const auto& loops(const CpuNeuronLoops& all) { return all.float64; }
    static void light(const CpuNeuronLoops& all, const SegmentLight<double>& l) {
        all.light_float64(l);
    }
};

/// A channelrhodopsin that rectifies: the dearest opsin. All its states move.
OpsinData example_opsin() {
    OpsinData opsin;
    FourStateOpsin& o = opsin.parameters;
    o.g0 = 114000e-12;
    o.gamma = 0.00742;
    o.phim = 2.33e23;
    o.k1 = 4150;
    o.k2 = 868;
    o.p = 0.833;
    o.q = 1.94;
    o.Gf0 = 37.3;
    o.kf = 58.1;
    o.Gb0 = 16.1;
    o.kb = 63;
    o.Gd1 = 105;
    o.Gd2 = 13.8;
    o.Gr0 = 0.33;
    o.v0 = 43e-3;
    o.v1 = 17.1e-3;
    o.rectifying = true;
    return opsin;
}

/// A population in memory of its own, as a block's segment is.
template <class Real>
struct Neurons {
    using Input = typename Types<Real>::Input;
    AlignedVector<Real> v, I_e, C1, O1, O2, H_p, H_q, expression, transmittance;
    AlignedVector<Input> input;
    std::vector<std::uint32_t> fired;
    SegmentOpsin<Real> opsin;
    SegmentStep<Real, Input> step;

    Neurons(int n, Extra extra)
        : C1(std::size_t(n), 1),
          O1(std::size_t(n)),
          O2(std::size_t(n)),
          H_p(std::size_t(n)),
          H_q(std::size_t(n)),
          expression(std::size_t(n), Real(1e-6)),
          transmittance(std::size_t(n), Real(0.01)),
          input(std::size_t(n)),
          fired(std::size_t(n) + 1) {
        // Currents around threshold: a few neurons in a thousand fire per millisecond, as in the balanced network.
        std::mt19937 random(1);
        std::uniform_real_distribution<Real> uniform(0, 1);
        for (int i = 0; i < n; ++i) {
            v.push_back(Real(-0.07) + Real(0.02) * uniform(random));
            I_e.push_back(Real(38e-12) + Real(6e-12) * uniform(random));
        }
        constexpr double dt = 1e-4;
        opsin = {make_opsin_constants<Real>(example_opsin(), dt),
                 {C1.data(), O1.data(), O2.data()},
                 {H_p.data(), H_q.data()},
                 expression.data()};
        step.arrays = {v.data(), input.data(), I_e.data(), nullptr, nullptr, nullptr};
        step.constants = {make_membrane_step<Real>(20e-3, 500e6, -70e-3, -50e-3, 2e-3, dt),
                          Real(30e-3), Real(-55e-3), Real(0x1p-32), 0};
        step.size = n;
        step.opsins = &opsin;
        step.opsin_count = extra == Extra::opsin;
        step.noise_key = 1;
        step.noise_per_step = extra == Extra::noise ? Real(1e-4) : Real(0);
    }
};

template <class Real>
Cost cost_of(Extra extra, int n) {
    bool wide = sizeof(Real) == 8;
    Cost cost;
    // v and the input are read and written, I_e is read; an opsin reads five arrays and its expression, writes three.
    double numbers = 5 + (extra == Extra::opsin ? 9 : 0);
    double arrays = 3 + (extra == Extra::opsin ? 6 : 0);
    cost.bytes = numbers * sizeof(Real);
    cost.operations = wide ? eif_operations_double : eif_operations_float;
    if (extra == Extra::opsin)
        cost.operations +=
            wide ? rectifying_opsin_operations_double : rectifying_opsin_operations_float;
    cost.wide = wide;
    cost.working_set = std::size_t(arrays * n * double(sizeof(Real)));
    return cost;
}

template <class Real>
void advance(benchmark::State& state, Isa isa, Extra extra, int n) {
    Neurons<Real> neurons(n, extra);
    const auto& loops = Types<Real>::loops(neuron_loops(isa));
    for (auto _ : state) {
        benchmark::DoNotOptimize(loops.advance(neurons.step, neurons.fired.data()));
        ++neurons.step.step;
    }
    report(state, isa, n, cost_of<Real>(extra, n));
}

template <class Real>
void drive(benchmark::State& state, Isa isa, int n) {
    Neurons<Real> neurons(n, Extra::opsin);
    const Real* transmittance = neurons.transmittance.data();
    Real weight = Real(0.5);
    SegmentLight<Real> light{neurons.opsin, &transmittance, &weight, 1, n};
    for (auto _ : state) Types<Real>::light(neuron_loops(isa), light);
    // x^p and x^q: an exponential and a logarithm each.
    double logarithm = sizeof(Real) == 8 ? 28 : 22;
    double exponential = sizeof(Real) == 8 ? exp_operations_double : exp_operations_float;
    report(state, isa, n,
           {3.0 * sizeof(Real), 2 * (logarithm + exponential + 7) + 2, 0, sizeof(Real) == 8,
            std::size_t(n) * 3 * sizeof(Real)});
}

void add(const std::string& name, Isa isa, int n, void (*work)(benchmark::State&, Isa, int)) {
    std::string full = name + "/" + std::string(isa_name(isa)) + "/" + std::to_string(n);
    benchmark::RegisterBenchmark(full.c_str(), [=](benchmark::State& s) { work(s, isa, n); });
}

template <class Real, Extra extra>
void advance_with(benchmark::State& state, Isa isa, int n) {
    advance<Real>(state, isa, extra, n);
}

}  // namespace

/// Sizes whose state fits the first-level cache, the second, and neither.
void register_neurons() {
    for (Isa isa : measured_isas())
        for (int n : {1024, 50000, 2000000}) {
            add("eif_float32", isa, n, advance_with<float, Extra::none>);
            add("eif_float64", isa, n, advance_with<double, Extra::none>);
            add("eif_opsin_float32", isa, n, advance_with<float, Extra::opsin>);
            add("eif_opsin_float64", isa, n, advance_with<double, Extra::opsin>);
            add("eif_noise_float32", isa, n, advance_with<float, Extra::noise>);
            add("light_drive_float32", isa, n, drive<float>);
            add("light_drive_float64", isa, n, drive<double>);
        }
}

}  // namespace spikelight::benchmarks
