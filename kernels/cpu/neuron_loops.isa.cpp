// Compiled once per instruction set: only headers of kernels/, everything in a namespace per set.
#include <type_traits>

#include "kernels/cpu/neuron_loops.h"
#include "kernels/cpu/opsin_arrays.h"
#include "kernels/cpu/visit.h"
#include "kernels/opsin_exponential_bodies.h"

namespace spikelight::SPIKELIGHT_ISA {
namespace {

// A chunk's scratch stays in the first-level cache; a block is tested for spikes as a whole.
constexpr int chunk_size = 512;
constexpr int block_size = 64;

template <class Real, class Input>
NeuronArrays<Real, Input> advanced(NeuronArrays<Real, Input> a, int by) {
    a.v += by;
    a.input += by;
    a.I_e += by;
    if (a.photocurrent) a.photocurrent += by;
    if (a.noise) a.noise += by;
    if (a.held) a.held += by;
    if (a.w) a.w += by;
    return a;
}

// The arrays of an opsin of each kind, from a neuron on.
template <class Real>
OpsinArrays<Real> four_state_arrays(SegmentOpsin<Real> const& o, int by) {
    return {o.states[0] + by, o.states[1] + by, o.states[2] + by,
            o.drives[0] + by, o.drives[1] + by, o.expression + by};
}
template <class Real>
PumpArrays<Real> pump_arrays(SegmentOpsin<Real> const& o, int by) {
    return {o.states[0] + by, o.states[1] + by, o.states[2] + by, o.drives[0] + by,
            o.expression + by};
}
template <class Real>
StepArrays<Real> exact_arrays(SegmentOpsin<Real> const& o, int by) {
    StepArrays<Real> exact{};
    for (int k = 0; k < affine_numbers; ++k) exact.m[k] = o.drives[k] + by;
    return exact;
}

template <class Body>
void for_each(Body const& body, int n) {
#pragma omp simd
    for (int i = 0; i < n; ++i) body(visited(i, n));
}

/// The same with two vectors of Real side by side, so that one works while the other waits for its operands. GCC takes as
/// many elements at a time as fit a vector of the smallest type in the loop: one of half the size rides along.
template <class Real, class Body>
void for_each_in_pairs(Body const& body, int n) {
    using Half = std::conditional_t<sizeof(Real) == 8, std::uint32_t, std::uint16_t>;
    Half rider = 0, weight = Half(n);
    asm("" : "+r"(weight));  // a number that GCC does not know
#pragma omp simd reduction(^ : rider)
    for (int i = 0; i < n; ++i) {
        body(visited(i, n));
        rider ^= weight;
    }
    asm volatile("" : : "r"(rider));  // and a sum that it must not leave out
}

// A membrane's step is short: with AVX-512's 32 registers the processor overlaps two of itself, with 16 it is told to by
// the smaller type.
#ifdef __AVX512F__
using Fired = std::uint32_t;
#else
using Fired = std::uint16_t;
#endif

template <class Body>
bool advance_whole_block(Body const& body) {
    Fired fired = 0;
    // vectorised: advance neurons
#pragma omp simd reduction(| : fired)
    for (int i = 0; i < block_size; ++i) fired |= Fired(body(visited(i, block_size)));
    return fired != 0;
}

template <class Body>
bool advance_rest(Body const& body, int n) {
    int fired = 0;
    for (int i = 0; i < n; ++i) fired |= body(visited(i, n));
    return fired;
}

/// A bit for each neuron of a block that is above V_peak.
template <class Real>
std::uint64_t block_spikes(const Real* v, Real V_peak) {
    static_assert(block_size <= 64);
    std::uint64_t spikes = 0;
#pragma omp simd reduction(| : spikes)
    for (int i = 0; i < block_size; ++i) spikes |= std::uint64_t(v[i] > V_peak) << i;
    return spikes;
}

/// Advances `n` neurons from `begin`; appends the indices of those that fire to `fired` from `count` on.
template <class Body, class Real>
int advance_chunk(Body body, Real V_peak, int begin, int n, std::uint32_t* fired, int count) {
    // Advance all blocks before listing spikes: a branch on a spike, foretold wrongly, would undo the next block's work.
    bool any[chunk_size / block_size];
    const Real* v = body.a.v;
    int blocks = n / block_size;
    for (int b = 0; b < blocks; ++b) {
        any[b] = advance_whole_block(body);
        body.a = advanced(body.a, block_size);
    }
    for (int b = 0; b < blocks; ++b) {
        if (!any[b]) continue;
        int first = b * block_size;
        for (std::uint64_t spikes = block_spikes(v + first, V_peak); spikes; spikes &= spikes - 1)
            fired[count++] = std::uint32_t(begin + first + __builtin_ctzll(spikes));
    }
    // What is left is less than a block.
    int first = blocks * block_size, rest = n - first;
    if (rest && advance_rest(body, rest))
        for (int i = 0; i < rest; ++i) {
            fired[count] = std::uint32_t(begin + first + i);
            count += body.a.v[i] > V_peak;
        }
    return count;
}

template <class Real, class Input, bool refractory, bool clamped, bool rectifying, bool first>
void advance_four_state(SegmentStep<Real, Input> const& s, NeuronArrays<Real, Input> const& a,
                        SegmentOpsin<Real> const& opsin, int begin, int n) {
    FourStateStep<Real> const& step = opsin.constants.four_state;
    if (opsin.constants.integrator == OpsinIntegrator::exponential) {
        // Of the drives there are D and d alone.
        OpsinArrays<Real> arrays = four_state_arrays(opsin, begin);
        for_each(
            AdvanceOpsinExactly<Real, Input, refractory, clamped, rectifying, first>{
                a, s.constants, arrays, exact_arrays(opsin, begin), step},
            n);
    } else {
        for_each_in_pairs<Real>(
            AdvanceOpsin<Real, Input, refractory, clamped, rectifying, first>{
                a, s.constants, four_state_arrays(opsin, begin), step},
            n);
    }
}

template <class Real, class Input, bool refractory, bool clamped, bool first>
void advance_pump(SegmentStep<Real, Input> const& s, NeuronArrays<Real, Input> const& a,
                  SegmentOpsin<Real> const& opsin, int begin, int n) {
    PumpStep<Real> const& step = opsin.constants.pump;
    if (opsin.constants.integrator == OpsinIntegrator::exponential)
        for_each(
            AdvancePumpExactly<Real, Input, refractory, clamped, first>{
                a, s.constants, pump_arrays(opsin, begin), exact_arrays(opsin, begin), step},
            n);
    else
        for_each(
            AdvancePump<Real, Input, refractory, clamped, first>{a, s.constants,
                                                                 pump_arrays(opsin, begin), step},
            n);
}

template <class Real, class Input, bool refractory, bool clamped, bool first>
void advance_opsin(SegmentStep<Real, Input> const& s, NeuronArrays<Real, Input> const& a,
                   SegmentOpsin<Real> const& opsin, int begin, int n) {
    switch (opsin.constants.kind) {
        case OpsinKind::four_state:
            if (opsin.constants.four_state.rectifying)
                advance_four_state<Real, Input, refractory, clamped, true, first>(s, a, opsin,
                                                                                  begin, n);
            else
                advance_four_state<Real, Input, refractory, clamped, false, first>(s, a, opsin,
                                                                                   begin, n);
            return;
        case OpsinKind::pump:
            advance_pump<Real, Input, refractory, clamped, first>(s, a, opsin, begin, n);
            return;
        case OpsinKind::proportional:
            for_each(AddProportional<Real, first>{a.photocurrent, opsin.drives[0] + begin,
                                                  opsin.expression + begin,
                                                  opsin.constants.I_per_irradiance},
                     n);
            return;
    }
}

template <class Real, class Input, bool refractory, bool clamped>
void advance_opsins(SegmentStep<Real, Input> const& s, NeuronArrays<Real, Input> const& a,
                    int begin, int n) {
    advance_opsin<Real, Input, refractory, clamped, true>(s, a, s.opsins[0], begin, n);
    for (int k = 1; k < s.opsin_count; ++k)
        advance_opsin<Real, Input, refractory, clamped, false>(s, a, s.opsins[k], begin, n);
}

template <class Real, class Input, MembraneModel model, bool refractory, bool light, bool noisy>
int advance_chunks(SegmentStep<Real, Input> const& s, std::uint32_t* fired) {
    alignas(64) Real photocurrent[light ? chunk_size : 1];
    alignas(64) Real noise[noisy ? chunk_size : 1];
    int count = 0;
    for (int begin = 0; begin < s.size; begin += chunk_size) {
        int n = s.size - begin < chunk_size ? s.size - begin : chunk_size;
        NeuronArrays<Real, Input> a = advanced(s.arrays, begin);
        if constexpr (light) {
            a.photocurrent = photocurrent;
            advance_opsins<Real, Input, refractory, false>(s, a, begin, n);
        }
        if constexpr (noisy) {
            a.noise = noise;
            DrawNoise<Real> draw{noise, s.noise_key, s.step, (s.first + std::uint32_t(begin)) / 4,
                                 s.noise_per_step};
            for_each(draw, (n + 3) / 4);
        }
        AdvanceNeuron<Real, Input, model, refractory, light, noisy> body{a, s.constants};
        count = advance_chunk(body, s.constants.V_peak, begin, n, fired, count);
    }
    return count;
}

/// A clamped neuron only forgets its input and lets its opsins run.
template <class Real, class Input>
int advance_clamped(SegmentStep<Real, Input> const& s) {
    alignas(64) Real photocurrent[chunk_size];
    for (int begin = 0; begin < s.size; begin += chunk_size) {
        int n = s.size - begin < chunk_size ? s.size - begin : chunk_size;
        NeuronArrays<Real, Input> a = advanced(s.arrays, begin);
        a.photocurrent = photocurrent;
        for (int i = 0; i < n; ++i) a.input[i] = 0;
        if (s.opsin_count) advance_opsins<Real, Input, false, true>(s, a, begin, n);
    }
    return 0;
}

/// A Poisson source has no membrane: it forgets its input and fires by chance.
template <class Real, class Input>
int draw_poisson(SegmentStep<Real, Input> const& s, std::uint32_t* fired) {
    alignas(64) std::int32_t fires[chunk_size];
    int count = 0;
    for (int begin = 0; begin < s.size; begin += chunk_size) {
        int n = s.size - begin < chunk_size ? s.size - begin : chunk_size;
        Input* input = s.arrays.input + begin;
        for (int i = 0; i < n; ++i) input[i] = 0;
        for_each(DrawPoisson{fires, s.thresholds + begin, s.spike_key, s.step,
                             (s.first + std::uint32_t(begin)) / 4},
                 (n + 3) / 4);
        // A threshold beyond the last neuron is 0: nobody fires there.
        for (int i = 0; i < n; ++i) {
            fired[count] = std::uint32_t(begin + i);
            count += fires[i];
        }
    }
    return count;
}

// Turn what a segment has into what the loop is compiled for, one property at a time.
template <class Real, class Input, MembraneModel model, bool refractory, bool light>
int choose_noise(SegmentStep<Real, Input> const& s, std::uint32_t* fired) {
    return s.noise_per_step != 0
               ? advance_chunks<Real, Input, model, refractory, light, true>(s, fired)
               : advance_chunks<Real, Input, model, refractory, light, false>(s, fired);
}

template <class Real, class Input, MembraneModel model, bool refractory>
int choose_light(SegmentStep<Real, Input> const& s, std::uint32_t* fired) {
    return s.opsin_count ? choose_noise<Real, Input, model, refractory, true>(s, fired)
                         : choose_noise<Real, Input, model, refractory, false>(s, fired);
}

template <class Real, class Input, MembraneModel model>
int choose_refractory(SegmentStep<Real, Input> const& s, std::uint32_t* fired) {
    return s.arrays.held ? choose_light<Real, Input, model, true>(s, fired)
                         : choose_light<Real, Input, model, false>(s, fired);
}

template <class Real, class Input>
int advance(SegmentStep<Real, Input> const& s, std::uint32_t* fired) {
    switch (s.model) {
        case MembraneModel::eif:
            return choose_refractory<Real, Input, MembraneModel::eif>(s, fired);
        case MembraneModel::lif:
            return choose_refractory<Real, Input, MembraneModel::lif>(s, fired);
        case MembraneModel::adex:
            return choose_refractory<Real, Input, MembraneModel::adex>(s, fired);
        case MembraneModel::clamp:
            return advance_clamped(s);
        case MembraneModel::poisson:
            return draw_poisson(s, fired);
    }
    return 0;
}

/// What an opsin keeps of its light until a command changes: its drives.
template <class Real>
void drive_directly(SegmentOpsin<Real> const& o, const Real* x, int begin, int n) {
    FourStateStep<Real> const& step = o.constants.four_state;
    Real* first = o.drives[0] + begin;
    switch (o.constants.kind) {
        case OpsinKind::four_state:
            for_each(DriveOpsin<Real>{x, first, o.drives[1] + begin, step.p, step.q}, n);
            return;
        case OpsinKind::pump:
            for_each(DrivePump<Real>{x, first, o.constants.pump.p}, n);
            return;
        case OpsinKind::proportional:
            for (int i = 0; i < n; ++i) first[i] = x[i];
            return;
    }
}

/// Or the exact step under these drives, a few neurons at a time so that the scratch stays in the cache.
template <class Real>
void drive_exactly(SegmentOpsin<Real> const& o, const Real* x, int begin, int n) {
    alignas(64) Real H[2][block_size];
    alignas(64) double numbers[3][affine_numbers][block_size];
    AffineArrays scratch[3];
    for (int set = 0; set < 3; ++set)
        for (int k = 0; k < affine_numbers; ++k) scratch[set].m[k] = numbers[set][k];
    for (int at = 0; at < n; at += block_size) {
        int count = n - at < block_size ? n - at : block_size;
        const Real* H_q = H[1];
        switch (o.constants.kind) {
            case OpsinKind::four_state:
                for_each(DriveOpsin<Real>{x + at, H[0], H[1], o.constants.four_state.p,
                                          o.constants.four_state.q},
                         count);
                break;
            case OpsinKind::pump:
                for_each(DrivePump<Real>{x + at, H[0], o.constants.pump.p}, count);
                // It has one drive: the second counts nothing, and may be any number.
                H_q = H[0];
                break;
            case OpsinKind::proportional:
                return;  // it has no states
        }
        Real* kept[affine_numbers];
        for (int k = 0; k < affine_numbers; ++k) kept[k] = o.drives[k] + begin + at;
        find_exact_step(o.constants.linear, H[0], H_q, scratch, kept,
                        [count](auto const& body) { for_each(body, count); });
    }
}

template <class Real>
void drive(SegmentOpsin<Real> const& o, const Real* x, int begin, int n) {
    if (o.constants.integrator == OpsinIntegrator::exponential)
        drive_exactly(o, x, begin, n);
    else
        drive_directly(o, x, begin, n);
}

/// Sums the light of all sources in file order, then takes the drives.
template <class Real>
void light(SegmentLight<Real> const& l) {
    alignas(64) Real x[chunk_size];
    for (int begin = 0; begin < l.size; begin += chunk_size) {
        int n = l.size - begin < chunk_size ? l.size - begin : chunk_size;
        for (int i = 0; i < n; ++i) x[i] = 0;
        for (int k = 0; k < l.source_count; ++k)
            // A dark source adds exactly nothing.
            if (l.weights[k] != 0)
                for_each(AddLight<Real>{x, l.transmittance[k] + begin, l.weights[k]}, n);
        drive(l.opsin, x, begin, n);
    }
}

struct TransmittanceAt {
    LightSource source;
    const double *x, *y, *z;
    double* result;
    SPIKELIGHT_HD void operator()(int i) const {  // vectorised: transmittance
        result[i] = transmittance_of_formula(source, x[i], y[i], z[i]);
    }
};

void transmittance(LightSource const& source, const double* x, const double* y, const double* z,
                   int n, double* result) {
    // A field is looked up, which no vector unit does faster.
    if (source.model == LightSource::Model::field)
        for (int i = 0; i < n; ++i) result[i] = transmittance_of_field(source, x[i], y[i], z[i]);
    else
        for_each(TransmittanceAt{source, x, y, z, result}, n);
}

}  // namespace

extern const CpuNeuronLoops neuron_loops;
const CpuNeuronLoops neuron_loops = {{advance<float, std::int32_t>},
                                     {advance<float, std::int64_t>},
                                     {advance<double, std::int64_t>},
                                     light<float>,
                                     light<double>,
                                     transmittance};

}  // namespace spikelight::SPIKELIGHT_ISA
