// What a controller sees: numbers of the steps before the sample, never of later ones.
#pragma once

#include <cstdint>
#include <vector>

namespace spikelight {

struct Sample {
    std::int64_t step = 0;
    std::vector<std::uint64_t> spikes;  ///< per population, in the steps since the last sample
    /// Channels of the scenario's observables, in order: spikes since the last sample, 1/s, V, A.
    std::vector<double> values{};
};

/// A signal of the scenario (Scenario::signals) as a controller reads it.
struct ObservedSignal {
    std::size_t index = 0;
    bool counts = true;  ///< spikes since the last sample, else a value
    double neurons = 1;  ///< whose spikes are counted; 1 for a site of an electrode

    double read(const Sample& sample) const {
        return index < sample.spikes.size() ? static_cast<double>(sample.spikes[index])
                                            : sample.values[index - sample.spikes.size()];
    }
    std::uint64_t count(const Sample& sample) const {
        return static_cast<std::uint64_t>(read(sample));
    }
    /// The value; of counts the rate per neuron over the `period` (s) that ends at the sample.
    double value(const Sample& sample, double period) const {
        return counts ? read(sample) / (neurons * period) : read(sample);
    }
};

}  // namespace spikelight
