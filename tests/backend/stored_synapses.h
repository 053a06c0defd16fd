// The synapses of one projection as the CPU backend stores them, by neuron.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <vector>

#include "kernels/cpu/connectivity.h"

namespace spikelight::testing {

struct StoredSynapse {
    std::uint32_t pre, post;  ///< indices within their populations
    std::int64_t weight;      ///< stored units; 0 if all are alike
    std::uint32_t delay;
    auto operator<=>(const StoredSynapse&) const = default;
};

/// All synapses of a network with one projection, sorted.
template <class Weight = std::int64_t>
std::vector<StoredSynapse> synapses_of(const NetworkData& network, int threads, Isa isa) {
    Partition partition = make_partition(network, threads);
    Connectivity<Weight> connectivity =
        build_connectivity<Weight>(network, partition, threads, isa);
    const Pathway<Weight>& way = connectivity.pathways.at(0);
    std::uint32_t to = network.projections[0].to;
    std::vector<StoredSynapse> synapses;
    for (int b = 0; b < partition.block_count; ++b) {
        const BlockRows<Weight>& rows = way.blocks[std::size_t(b)];
        const Slice& slice = partition.slices[to][std::size_t(b)];
        for (std::uint32_t pre = 0; pre < network.populations[way.from].size; ++pre)
            for (std::uint32_t k = rows.row_begin(pre); k < rows.row_end(pre); ++k) {
                std::uint32_t chunk = pre / rows_per_chunk;
                synapses.push_back({pre, rows.targets[chunk][k] - slice.offset + slice.begin,
                                    way.weights_differ ? rows.weights[chunk][k] : 0,
                                    way.delays_differ ? rows.delays[chunk][k] : way.delay});
            }
    }
    EXPECT_EQ(connectivity.synapses[0], synapses.size());
    std::sort(synapses.begin(), synapses.end());
    return synapses;
}

}  // namespace spikelight::testing
