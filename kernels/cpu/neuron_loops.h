// The loops over neurons that are compiled once per instruction set.
#pragma once

#include <cstdint>

#include "kernels/cpu/isa.h"
#include "kernels/light_source.h"
#include "kernels/neuron_bodies.h"
#include "kernels/opsin_bodies.h"

namespace spikelight {

/// One opsin of a segment; what the arrays hold depends on its kind (see kernels/cpu/opsin_arrays.h).
template <class Real>
struct SegmentOpsin {
    OpsinConstants<Real> constants;
    Real* states[3];
    Real* drives[affine_numbers];  ///< the first two where the integrator is Euler's
    const Real* expression;
};

/// A contiguous run of one population's neurons, and all that one step of them needs.
template <class Real, class Input>
struct SegmentStep {
    NeuronArrays<Real, Input>
        arrays;  ///< photocurrent and noise are scratch of the loop, and null here
    NeuronConstants<Real> constants;
    MembraneModel model = MembraneModel::eif;
    int size = 0;
    std::uint32_t first = 0;  ///< index of the first neuron within its population, a multiple of 4
    const SegmentOpsin<Real>* opsins = nullptr;
    int opsin_count = 0;
    std::uint64_t noise_key = 0;
    Real noise_per_step = 0;                    ///< V; 0: no noise
    const std::uint32_t* thresholds = nullptr;  ///< poisson
    std::uint64_t spike_key = 0;                ///< poisson
    std::uint64_t step = 0;
};

/// The light on one opsin of a segment, by source.
template <class Real>
struct SegmentLight {
    SegmentOpsin<Real> opsin;
    const Real* const* transmittance;  ///< [source][neuron]
    const Real* weights;               ///< [source]: light_weight()
    int source_count = 0;
    int size = 0;
};

template <class Real, class Input>
struct NeuronLoops {
    /// Advances a segment by one step. Writes the local indices that fired, ascending; returns how many.
    int (*advance)(SegmentStep<Real, Input> const&, std::uint32_t* fired);
};

struct CpuNeuronLoops {
    NeuronLoops<float, std::int32_t> float32;
    NeuronLoops<float, std::int64_t> float32_wide;
    NeuronLoops<double, std::int64_t> float64;
    void (*light_float32)(SegmentLight<float> const&);
    void (*light_float64)(SegmentLight<double> const&);
    /// Transmittance of one source at n points (m), computed in double.
    void (*transmittance)(LightSource const&, const double* x, const double* y, const double* z,
                          int n, double* result);

    /// Those for these types of v and of the input.
    const NeuronLoops<float, std::int32_t>& of(float, std::int32_t) const { return float32; }
    const NeuronLoops<float, std::int64_t>& of(float, std::int64_t) const { return float32_wide; }
    const NeuronLoops<double, std::int64_t>& of(double, std::int64_t) const { return float64; }
};

const CpuNeuronLoops& neuron_loops(Isa isa);

}  // namespace spikelight
