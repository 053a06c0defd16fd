// Statistics of spike trains as tests/reference/network_statistics defines them.
#pragma once

#include <cstdint>
#include <vector>

#include "kernels/backend.h"

namespace spikelight::testing {

struct SpikeStatistics {
    double rate_Hz = 0;  ///< mean over neurons
    double cv_mean =
        0;  ///< mean over neurons with at least 10 intervals of sd (ddof 1) / mean of the intervals
    double fano_5ms =
        0;  ///< variance (ddof 1) / mean of the population's spike count in bins of 5 ms
    double correlation_5ms =
        0;  ///< mean Pearson correlation of counts in 5 ms bins over pairs of the sampled neurons
};

/// Of the steps `from` ... `to` - 1. Correlations are of the neurons 0, 40, 80, ... that fired at least 5 spikes.
SpikeStatistics spike_statistics(const std::vector<Spike>& spikes, std::uint32_t neurons,
                                 std::int64_t from, std::int64_t to, double dt);

}  // namespace spikelight::testing
