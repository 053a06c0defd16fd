// The synapses of one projection in device memory: a row per source neuron, rows behind each other.
#pragma once

#include "kernels/cuda/device.h"

namespace spikelight {

using device::Array;
using device::Mark;
using device::Pinned;

/// Weights are int32 in float32 runs and int64 in float64 runs, in units of the projection's own quantum.
template <class Weight>
struct SynapseArrays {
    Array<std::uint64_t> begin;    ///< where each row begins, and one more
    Array<std::uint32_t> targets;  ///< places: see NeuronPlaces
    Array<Weight> weights;         ///< none if all weigh the same
    Array<std::uint16_t> delays;   ///< steps; none if all are the same
};

}  // namespace spikelight
