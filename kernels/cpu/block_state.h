// The state that one block owns: only the thread that owns the block touches it while the network advances.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernels/cpu/aligned.h"
#include "kernels/cpu/neuron_loops.h"
#include "kernels/cpu/partition.h"
#include "kernels/network.h"

namespace spikelight {

/// One opsin's arrays for a segment: see kernels/cpu/opsin_arrays.h.
template <class Real>
struct OpsinState {
    std::uint32_t opsin = 0;  ///< index in the network's opsins
    AlignedVector<Real> states[3], drives[affine_numbers], expression;
};

/// One population's slice of a block.
template <class Real>
struct Segment {
    std::uint32_t population = 0;
    Slice slice;
    AlignedVector<Real> v, I_e;
    AlignedVector<Real> w;                    ///< adex
    AlignedVector<std::uint32_t> thresholds;  ///< poisson: rounded up to whole groups of four
    AlignedVector<std::int32_t> held;
    std::vector<OpsinState<Real>> opsins;
    std::vector<AlignedVector<Real>> transmittance;  ///< [source]; empty without opsins
    std::vector<std::vector<std::uint32_t>> spikes;  ///< [step slot]: local indices, ascending
};

template <class Real, class Input>
struct Block {
    std::vector<Segment<Real>> segments;      ///< by population, also empty ones
    std::vector<AlignedVector<Input>> input;  ///< [step slot][neuron of the block]
    std::vector<std::uint32_t> fired;         ///< scratch
};

/// Allocates a block's state and gives it its initial values.
template <class Real, class Input>
Block<Real, Input> make_block(const NetworkData& network, const Partition& partition, int index,
                              const CpuNeuronLoops& loops);

/// Finds the transmittance of the sources that have moved.
template <class Real, class Input>
void move_sources(const NetworkData& network, std::span<const LightSource> before,
                  std::span<const LightSource> after, Block<Real, Input>& block,
                  const CpuNeuronLoops& loops);

template <class Real, class Input>
std::uint64_t bytes_of(const Block<Real, Input>& block);

}  // namespace spikelight
