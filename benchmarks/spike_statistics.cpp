#include "benchmarks/spike_statistics.h"

#include <cmath>
#include <limits>

namespace spikelight::benchmarks {

void SpikeStatistics::add(std::span<const Spike> spikes) {
    spikes_ += spikes.size();
    for (const Spike& spike : spikes) {
        Neuron& neuron = neurons_[spike.neuron];
        if (neuron.spikes++) {
            double interval = double(spike.step - neuron.last_step);
            neuron.sum += interval;
            neuron.sum_of_squares += interval * interval;
        }
        neuron.last_step = spike.step;
    }
}

double SpikeStatistics::mean_variation(std::uint32_t least_intervals) const {
    double sum = 0;
    std::size_t count = 0;
    for (const Neuron& neuron : neurons_) {
        if (neuron.spikes < least_intervals + 1) continue;
        double intervals = neuron.spikes - 1, mean = neuron.sum / intervals;
        double variance = std::max(0.0, neuron.sum_of_squares / intervals - mean * mean);
        sum += std::sqrt(variance) / mean;
        ++count;
    }
    return count ? sum / double(count) : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace spikelight::benchmarks
