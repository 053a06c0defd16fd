// How neurons are shared out among blocks: each block owns a slice of every population, so that all blocks cost alike.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "kernels/network.h"

namespace spikelight {

/// The neurons begin ... end - 1 of a population, at `offset` within their block.
struct Slice {
    std::uint32_t begin = 0, end = 0;
    std::uint32_t offset = 0;
    std::uint32_t size() const { return end - begin; }
};

struct Partition {
    int block_count = 1;
    std::vector<std::vector<Slice>> slices;  ///< [population][block], ascending
    std::vector<std::uint32_t> block_sizes;  ///< neurons of each block, at most 65,536

    /// Which block has a neuron of a population.
    std::size_t block_of(std::uint32_t population, std::uint32_t neuron) const;
};

/// Slices begin at multiples of 64 neurons: no two blocks share a cache line, and noise draws stay whole.
Partition make_partition(const NetworkData& network, int threads);

}  // namespace spikelight
