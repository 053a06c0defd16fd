#include "kernels/cpu/partition.h"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace spikelight {
namespace {

constexpr std::uint32_t alignment = 64;
constexpr std::uint32_t most_per_block = 65536;  // targets are 16-bit offsets

std::uint32_t slice_width(std::uint32_t size, int block_count) {
    std::uint64_t width = (std::uint64_t(size) + block_count - 1) / block_count;
    return std::uint32_t((width + alignment - 1) / alignment * alignment);
}

bool fits(const NetworkData& network, int block_count) {
    std::uint64_t neurons = 0;
    for (const PopulationData& population : network.populations)
        neurons += std::min(slice_width(population.size, block_count), population.size);
    return neurons <= most_per_block;
}

}  // namespace

Partition make_partition(const NetworkData& network, int threads) {
    Partition partition;
    partition.block_count = threads;
    while (!fits(network, partition.block_count)) {
        if (partition.block_count > 1 << 20)
            throw std::runtime_error(
                "the network has more populations than the CPU backend can share out (" +
                std::to_string(network.populations.size()) + "). Merge some.");
        partition.block_count += threads;
    }
    partition.block_sizes.assign(partition.block_count, 0);
    for (const PopulationData& population : network.populations) {
        std::uint32_t width = slice_width(population.size, partition.block_count);
        std::vector<Slice>& slices = partition.slices.emplace_back();
        for (int block = 0; block < partition.block_count; ++block) {
            std::uint64_t begin = std::uint64_t(width) * block;
            Slice slice;
            slice.begin = std::uint32_t(std::min<std::uint64_t>(begin, population.size));
            slice.end = std::uint32_t(std::min<std::uint64_t>(begin + width, population.size));
            slice.offset = partition.block_sizes[block];
            slices.push_back(slice);
            partition.block_sizes[block] += slice.size();
        }
    }
    return partition;
}

std::size_t Partition::block_of(std::uint32_t population, std::uint32_t neuron) const {
    auto above = [](const Slice& slice, std::uint32_t n) { return slice.end <= n; };
    const std::vector<Slice>& blocks = slices[population];
    return std::size_t(std::lower_bound(blocks.begin(), blocks.end(), neuron, above) -
                       blocks.begin());
}

}  // namespace spikelight
