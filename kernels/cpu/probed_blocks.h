// What probes read of each block while the network advances: every thread writes the values of its own blocks' neurons.
#pragma once

#include <cstdint>
#include <deque>
#include <span>
#include <vector>

#include "kernels/backend.h"
#include "kernels/cpu/partition.h"

namespace spikelight {

class ProbedBlocks {
  public:
    ProbedBlocks() = default;
    ProbedBlocks(std::vector<Probe> probes, const Partition& partition);

    /// Makes room for the rows of a stretch, in place of those of the stretch before.
    void begin(std::int64_t from, std::int64_t to);

    /// Writes value_of(observation, neuron) for the neurons of `block` that are due at `step`.
    template <class ValueOf>
    void read_block(std::size_t block, std::int64_t step, ValueOf&& value_of) {
        if (by_block_.empty()) return;
        for (const Part& part : by_block_[block]) {
            const Probe& probe = probes_[part.probe];
            if (!probe.due(step)) continue;
            Rows& rows = rows_[part.probe];
            std::uint64_t row = std::uint64_t(step / probe.every - rows.first) * rows.size;
            const Observation& what = probe.what[part.observation];
            for (const Place& place : part.places)
                rows.values[row + place.value] = value_of(what, place.neuron);
        }
    }

    std::span<const double> rows(std::size_t probe) const { return rows_[probe].values; }

    /// Keeps a reading of a whole probe: observe(observation, values) gives its values.
    template <class Observe>
    void read(std::size_t probe, Observe&& observe) {
        std::vector<double>& values = readings_.emplace_back(rows_[probe].size);
        std::size_t first = 0;
        for (const Observation& what : probes_[probe].what) {
            observe(what, std::span(values).subspan(first, what.neurons.size()));
            first += what.neurons.size();
        }
    }
    /// The oldest reading that was not taken.
    std::span<const double> take_reading();

  private:
    /// A neuron of the population, and the number of its value in a row.
    struct Place {
        std::uint32_t neuron;
        std::uint64_t value;
    };
    /// The neurons of an observation that a block has.
    struct Part {
        std::size_t probe, observation;
        std::vector<Place> places;
    };
    struct Rows {
        std::int64_t first = 0;  ///< the number of the first, counted from step 0 on
        std::uint64_t size = 0;  ///< values of each
        std::vector<double> values;
    };

    std::vector<Probe> probes_;
    std::vector<std::vector<Part>> by_block_;  ///< empty where nothing is read by itself
    std::vector<Rows> rows_;                   ///< by probe
    std::deque<std::vector<double>> readings_;
    std::vector<double> taken_;
};

}  // namespace spikelight
