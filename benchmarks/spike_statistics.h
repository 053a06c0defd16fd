// What a balanced network's activity is judged by: its rate, and how irregularly its neurons fire.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernels/backend.h"

namespace spikelight::benchmarks {

/// Sums intervals between spikes neuron by neuron as they come in; keeps no spikes.
class SpikeStatistics {
  public:
    explicit SpikeStatistics(std::size_t neurons) : neurons_(neurons) {}

    /// Spikes ordered by step.
    void add(std::span<const Spike> spikes);

    std::uint64_t spike_count() const { return spikes_; }

    /// Standard deviation of a neuron's intervals over their mean, averaged over the neurons that have at least
    /// `least_intervals`; NaN if none has.
    double mean_variation(std::uint32_t least_intervals) const;

  private:
    struct Neuron {
        std::uint32_t last_step = 0, spikes = 0;
        double sum = 0, sum_of_squares = 0;  ///< of the intervals, steps
    };
    std::vector<Neuron> neurons_;
    std::uint64_t spikes_ = 0;
};

}  // namespace spikelight::benchmarks
