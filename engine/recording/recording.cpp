#include "engine/recording/recording.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "engine/recording/hdf5_file.h"
#include "engine/recording/positions.h"
#include "engine/recording/signals.h"
#include "engine/recording/step_clock.h"
#include "engine/scenario/reader.h"

namespace spikelight {
namespace {

namespace fs = std::filesystem;

void refuse_incomplete(const fs::path& directory) {
    if (!fs::is_directory(directory)) {
        fs::path partial = directory;
        partial += ".partial";
        if (fs::exists(partial))
            throw std::runtime_error(fmt::format(
                "{} does not exist, only {} (that run has not ended). Resume it, or run "
                "it again with --force",
                directory.string(), partial.string()));
        throw std::runtime_error(
            fmt::format("{} is no directory. Give the directory a run left", directory.string()));
    }
    for (const char* name :
         {"scenario.toml", "summary.json", "positions.csv", "signals.csv", "spikes.h5"})
        if (!fs::exists(directory / name))
            throw std::runtime_error(
                fmt::format("{} has no {} (a finished run has one). Give the directory a run left, "
                            "or run the scenario again",
                            directory.string(), name));
}

std::string read_whole(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw std::runtime_error(fmt::format("cannot open {}", path.string()));
    return {std::istreambuf_iterator<char>(file), {}};
}

RecordedSpikes read_population(const hdf5::Group& group, const Population& population) {
    // Both datasets are of one length, times ascend, neurons exist.
    RecordedSpikes spikes{group.open_dataset("timestamps").read<double>(),
                          group.open_dataset("node_ids").read<std::uint32_t>()};
    const char* problem = nullptr;
    if (spikes.times_ms.size() != spikes.neurons.size())
        problem = "timestamps and node_ids differ in length";
    if (!std::is_sorted(spikes.times_ms.begin(), spikes.times_ms.end()))
        problem = "timestamps do not ascend";
    for (std::uint32_t neuron : spikes.neurons)
        if (neuron >= population.size)
            problem = "a node id lies beyond the population's size in scenario.toml";
    if (problem)
        throw std::runtime_error(
            fmt::format("{}: {} (the file is damaged, or of another run). Run the scenario again",
                        group.where(), problem));
    return spikes;
}

std::vector<RecordedSpikes> read_spikes(const fs::path& path, const Scenario& scenario) {
    hdf5::File file(path, hdf5::File::Mode::read);
    const hdf5::Group all = file.open_group("spikes");
    std::vector<RecordedSpikes> spikes(scenario.populations.size());
    for (std::size_t p = 0; p < scenario.populations.size(); ++p)
        if (all.has(scenario.populations[p].name))
            spikes[p] = read_population(all.open_group(scenario.populations[p].name),
                                        scenario.populations[p]);
    return spikes;
}

}  // namespace

double Recording::duration_ms() const {
    return StepClock(scenario.simulation.dt)
        .milliseconds(scenario.simulation.steps - beginning.step);
}

double Recording::begin_ms() const {
    return StepClock(scenario.simulation.dt).milliseconds(beginning.step);
}

Recording read_recording(const fs::path& directory,
                         const std::vector<std::pair<std::string, std::string>>& overrides) {
    refuse_incomplete(directory);
    Recording recording;
    recording.directory = directory;
    recording.scenario = read_scenario(directory / "scenario.toml", overrides).scenario;
    recording.positions = read_positions(directory / "positions.csv", recording.scenario);
    recording.spikes = read_spikes(directory / "spikes.h5", recording.scenario);
    recording.signals = read_signals(directory / "signals.csv", recording.scenario);
    // Count from the beginning.
    recording.beginning = read_beginning(directory);
    if (const double begin = recording.begin_ms(); begin > 0) {
        for (RecordedSpikes& spikes : recording.spikes)
            for (double& time : spikes.times_ms) time -= begin;
        for (double& time : recording.signals.times_ms) time -= begin;
    }
    recording.summary_json = read_whole(directory / "summary.json");
    return recording;
}

}  // namespace spikelight
