#include <array>

#include "engine/recording/sonata.h"

namespace spikelight {

void begin_sonata(hdf5::File& file) {
    const std::array<std::uint32_t, 2> version{0, 1};
    file.set_number<std::uint32_t>("magic", 0x0A7A);
    file.set_numbers<std::uint32_t>("version", version);
}

SpikeFile::SpikeFile(const std::filesystem::path& path, const Scenario& scenario)
    : clock_(scenario.simulation.dt),
      file_(path, hdf5::File::Mode::create),
      slot_(scenario.populations.size(), -1),
      counts_(scenario.populations.size(), 0) {
    // Find each population's global indices.
    for (std::size_t p = 0; p < scenario.populations.size(); ++p) {
        first_.push_back(static_cast<std::uint32_t>(scenario.first_neuron(p)));
        end_.push_back(
            static_cast<std::uint32_t>(scenario.first_neuron(p) + scenario.populations[p].size));
    }

    // Create the two datasets of every recorded population: they stay, empty, where nothing spikes.
    begin_sonata(file_);
    hdf5::Group spikes = file_.create_group("spikes");
    const hdf5::Layout layout{65536, 0, hdf5::Layout::Compression::shuffle_deflate};
    for (std::size_t p : scenario.record.spikes) {
        slot_[p] = static_cast<int>(recorded_.size());
        hdf5::Group group = spikes.create_group(scenario.populations[p].name);
        hdf5::Appender<double> timestamps(group, "timestamps", layout);
        hdf5::Appender<std::uint64_t> node_ids(group, "node_ids", layout);
        timestamps.dataset().set_text("units", "ms");
        recorded_.push_back({std::move(group), std::move(timestamps), std::move(node_ids)});
    }
}

void SpikeFile::append(std::span<const Spike> spikes) {
    std::size_t p = 0;
    for (const Spike& spike : spikes) {
        // Within a step neurons ascend, so the population changes seldom; a new step starts over.
        if (spike.neuron < first_[p]) p = 0;
        while (spike.neuron >= end_[p]) ++p;
        ++counts_[p];
        if (slot_[p] < 0) continue;
        PopulationSpikes& to = recorded_[static_cast<std::size_t>(slot_[p])];
        to.timestamps.push(clock_.milliseconds(spike.step));
        to.node_ids.push(spike.neuron - first_[p]);
    }
}

void SpikeFile::close() {
    const std::array<std::string, 3> sorting{"none", "by_id", "by_time"};
    for (PopulationSpikes& population : recorded_) {
        population.timestamps.flush();
        population.node_ids.flush();
        population.group.set_choice("sorting", sorting, 2);
    }
    recorded_.clear();
    file_.close();
}

}  // namespace spikelight
