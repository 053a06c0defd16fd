// The spikes of all blocks, in the order of steps.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernels/backend.h"

namespace spikelight {

/// Appends the spikes of the steps from `from` to `to` (not included) to `spikes`, step by step and within a step list by
/// list: lists of neighbouring neurons, each in the order of steps, then neurons, leave those of a step in order.
inline void merge_by_step(std::span<const std::span<const Spike>> lists, std::int64_t from,
                          std::int64_t to, std::vector<Spike>& spikes) {
    // Count, then copy to where the counts say.
    auto first = std::uint32_t(from);
    std::vector<std::size_t> places(std::size_t(to - from) + 1, 0);
    for (std::span<const Spike> list : lists)
        for (const Spike& spike : list) ++places[spike.step - first + 1];
    places[0] = spikes.size();
    for (std::size_t k = 1; k < places.size(); ++k) places[k] += places[k - 1];
    spikes.resize(places.back());
    for (std::span<const Spike> list : lists)
        for (const Spike& spike : list) spikes[places[spike.step - first]++] = spike;
}

}  // namespace spikelight
