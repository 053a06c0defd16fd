#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <numeric>

#include "tools/nwb/object.h"
#include "tools/nwb/parts.h"

namespace spikelight::nwb {
namespace {

/// A column of a table. Times of spikes, of which a neuron has many, are one too.
void describe_column(hdf5::Node& column, const std::string& description,
                     const std::string& type = "VectorData") {
    set_type(column, type, "hdmf-common");
    column.set_text("description", description);
}

/// A population's spikes, gone through again and again.
class PopulationSpikes {
  public:
    PopulationSpikes(const Recording& recording, std::size_t population, const NwbSorting& sorting)
        : recording_(recording), population_(population), sorting_(sorting) {
        counts_.resize(std::size_t(recording.scenario.populations[population].size));
        each_block([&](const SpikeSpan& spikes) {
            for (std::uint32_t neuron : spikes.neurons) ++counts_[neuron];
        });
    }

    /// How often each neuron fired.
    std::span<const std::uint64_t> counts() const { return counts_; }

    /// Appends the spike times (s), neuron by neuron.
    void append_times(hdf5::Appender<double>& to) const {
        // As many neurons at once as there is room for their spikes; one at least.
        for (std::size_t first = 0, end; first < counts_.size(); first = end) {
            std::uint64_t spikes = counts_[first];
            for (end = first + 1;
                 end < counts_.size() && spikes + counts_[end] <= sorting_.spikes_at_once; ++end)
                spikes += counts_[end];
            if (spikes > 0) append_times_of(to, first, end, spikes);
        }
    }

  private:
    /// Those of the neurons first ... end - 1, so many in all.
    void append_times_of(hdf5::Appender<double>& to, std::size_t first, std::size_t end,
                         std::uint64_t spikes) const {
        std::vector<std::uint64_t> next(end - first);
        std::exclusive_scan(counts_.begin() + std::ptrdiff_t(first),
                            counts_.begin() + std::ptrdiff_t(end), next.begin(), std::uint64_t(0));
        std::vector<double> times(spikes);
        const double begin_ms = recording_.begin_ms();
        each_block([&](const SpikeSpan& block) {
            for (std::size_t i = 0; i < block.neurons.size(); ++i)
                if (block.neurons[i] >= first && block.neurons[i] < end)
                    times[next[block.neurons[i] - first]++] = (begin_ms + block.times_ms[i]) / 1e3;
        });
        to.append(times);
    }

    template <class Take>
    void each_block(Take&& take) const {
        for_each_block_of_spikes(recording_, population_, [&](const SpikeSpan& block) {
            take(block);
            sorting_.progress(block.neurons.size());
        });
    }

    const Recording& recording_;
    std::size_t population_;
    const NwbSorting& sorting_;
    std::vector<std::uint64_t> counts_;
};

void write_positions(hdf5::Group& units, const Recording& recording) {
    for (int axis = 0; axis < 3; ++axis) {
        std::vector<double> values;
        for (std::size_t p : recording.scenario.record.spikes) {
            const auto& positions = recording.positions[p];
            for (std::int64_t i = 0; i < recording.scenario.populations[p].size; ++i)
                values.push_back(positions.empty() ? std::numeric_limits<double>::quiet_NaN()
                                                   : positions[std::size_t(i)][axis]);
        }
        const std::string name(1, char('x' + axis));
        hdf5::Dataset column = units.write<double>(name, values);
        describe_column(column, fmt::format("{} of the soma, m", name));
    }
}

}  // namespace

void write_units(hdf5::Group& root, const Recording& recording, const NwbSorting& sorting,
                 NwbContent& content) {
    const Scenario& scenario = recording.scenario;
    hdf5::Group units = create(root, "units", "Units");
    units.set_text("description", "The neurons of the simulation whose spikes were recorded");

    // Which neuron each is.
    std::vector<std::string> populations;
    std::vector<std::int64_t> node_ids;
    bool placed = false;
    for (std::size_t p : scenario.record.spikes) {
        placed = placed || !recording.positions[p].empty();
        for (std::int64_t i = 0; i < scenario.populations[p].size; ++i) {
            populations.push_back(scenario.populations[p].name);
            node_ids.push_back(i);
        }
    }
    std::vector<std::int64_t> ids(node_ids.size());
    std::iota(ids.begin(), ids.end(), 0);
    hdf5::Dataset id = units.write<std::int64_t>("id", ids);
    set_type(id, "ElementIdentifiers", "hdmf-common");
    hdf5::Dataset population = units.write_texts("population", populations);
    describe_column(population, "The population of the neuron");
    hdf5::Dataset node_id = units.write<std::int64_t>("node_id", node_ids);
    describe_column(node_id, "The index of the neuron within its population, as in SONATA");
    if (placed) write_positions(units, recording);

    // Their spikes.
    hdf5::Layout layout;
    layout.compression = hdf5::Layout::Compression::shuffle_deflate;
    hdf5::Appender<double> times(units, "spike_times", layout);
    std::vector<std::uint64_t> ends;
    for (std::size_t p : scenario.record.spikes) {
        const PopulationSpikes spikes(recording, p, sorting);
        for (std::uint64_t count : spikes.counts()) ends.push_back(content.spikes += count);
        spikes.append_times(times);
    }
    times.flush();
    describe_column(times.dataset(), "Times at which the neuron fired, s");
    times.dataset().set_number("resolution", scenario.simulation.dt);
    hdf5::Dataset index = units.write<std::uint64_t>("spike_times_index", ends);
    describe_column(index, "Where in spike_times each neuron's end", "VectorIndex");
    index.set_reference("target", times.dataset());

    std::vector<std::string> columns = {"population", "node_id"};
    if (placed) columns.insert(columns.end(), {"x", "y", "z"});
    columns.push_back("spike_times");
    units.set_texts("colnames", columns);
    content.units = ids.size();
}

}  // namespace spikelight::nwb
