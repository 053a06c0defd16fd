// What is counted while a pathway is drawn; added up over threads or blocks.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "kernels/cpu/connectivity.h"

namespace spikelight {

struct PathwayCounts {
    std::vector<std::vector<std::uint32_t>> in_degrees;  ///< [projection of the pathway][target]
    std::vector<std::uint64_t> synapses;                 ///< [projection of the pathway]
    std::uint32_t least_delay = 65535, longest_delay = 0;

    template <class Weight>
    PathwayCounts(const NetworkData& network, const Pathway<Weight>& way) {
        for (std::uint32_t index : way.projections) {
            in_degrees.emplace_back(network.populations[network.projections[index].to].size, 0);
            synapses.push_back(0);
        }
    }

    void note_delay(std::uint32_t delay) {
        least_delay = std::min(least_delay, delay);
        longest_delay = std::max(longest_delay, delay);
    }

    void add(const PathwayCounts& other) {
        for (std::size_t p = 0; p < synapses.size(); ++p) {
            synapses[p] += other.synapses[p];
            for (std::size_t i = 0; i < in_degrees[p].size(); ++i)
                in_degrees[p][i] += other.in_degrees[p][i];
        }
        if (other.least_delay <= other.longest_delay) {
            note_delay(other.least_delay);
            note_delay(other.longest_delay);
        }
    }

    /// Hands the totals to the pathway and its projections.
    template <class Weight>
    void publish(Pathway<Weight>& way, Connectivity<Weight>& result) const {
        for (std::size_t p = 0; p < way.projections.size(); ++p) {
            result.synapses[way.projections[p]] = synapses[p];
            result.max_in_degree[way.projections[p]] =
                in_degrees[p].empty()
                    ? 0
                    : *std::max_element(in_degrees[p].begin(), in_degrees[p].end());
        }
        if (way.delays_differ && least_delay <= longest_delay) {
            way.delay = least_delay;
            way.longest_delay = longest_delay;
        }
    }
};

}  // namespace spikelight
