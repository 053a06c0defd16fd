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

/// Of one population's spikes, what was found so far: times ascend, neurons exist.
struct SpikeCheck {
    const hdf5::Group& group;
    const Population& population;
    double last_ms = 0;

    void operator()(const RecordedSpikes& block) {
        if (!block.times_ms.empty() && block.times_ms.front() < last_ms)
            fail("timestamps do not ascend");
        if (!std::is_sorted(block.times_ms.begin(), block.times_ms.end()))
            fail("timestamps do not ascend");
        for (std::uint32_t neuron : block.neurons)
            if (neuron >= population.size)
                fail("a node id lies beyond the population's size in scenario.toml");
        if (!block.times_ms.empty()) last_ms = block.times_ms.back();
    }
    [[noreturn]] void fail(const char* problem) const {
        throw std::runtime_error(
            fmt::format("{}: {} (the file is damaged, or of another run). Run the scenario again",
                        group.where(), problem));
    }
};

void append(RecordedSpikes& all, const RecordedSpikes& block) {
    all.times_ms.insert(all.times_ms.end(), block.times_ms.begin(), block.times_ms.end());
    all.neurons.insert(all.neurons.end(), block.neurons.begin(), block.neurons.end());
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
                         const std::vector<std::pair<std::string, std::string>>& overrides,
                         Courses courses) {
    refuse_incomplete(directory);
    Recording recording;
    recording.directory = directory;
    recording.scenario = read_scenario(directory / "scenario.toml", overrides).scenario;
    recording.positions = read_positions(directory / "positions.csv", recording.scenario);
    recording.beginning = read_beginning(directory);
    recording.summary_json = read_whole(directory / "summary.json");
    recording.spikes.resize(recording.scenario.populations.size());
    if (courses == Courses::left) return recording;
    for (std::size_t p = 0; p < recording.spikes.size(); ++p)
        for_each_block_of_spikes(
            recording, p, [&](const RecordedSpikes& block) { append(recording.spikes[p], block); });
    for_each_signal(recording, [&](double time_ms, std::span<const double> irradiance) {
        recording.signals.times_ms.push_back(time_ms);
        recording.signals.irradiance.emplace_back(irradiance.begin(), irradiance.end());
    });
    return recording;
}

void for_each_block_of_spikes(const Recording& recording, std::size_t population,
                              const std::function<void(const RecordedSpikes&)>& take) {
    constexpr hsize_t block_rows = 65536;
    const Population& what = recording.scenario.populations.at(population);
    const hdf5::File file(recording.directory / "spikes.h5", hdf5::File::Mode::read);
    const hdf5::Group all = file.open_group("spikes");
    if (!all.has(what.name)) return;
    const hdf5::Group group = all.open_group(what.name);
    const hdf5::Dataset times = group.open_dataset("timestamps"),
                        neurons = group.open_dataset("node_ids");
    SpikeCheck check{group, what};
    if (times.rows() != neurons.rows()) check.fail("timestamps and node_ids differ in length");
    for (hsize_t first = 0; first < times.rows(); first += block_rows) {
        const hsize_t count = std::min(block_rows, times.rows() - first);
        RecordedSpikes block{times.read<double>(first, count),
                             neurons.read<std::uint32_t>(first, count)};
        check(block);
        for (double& time : block.times_ms) time -= recording.begin_ms();
        take(block);
    }
}

void for_each_signal(const Recording& recording,
                     const std::function<void(double, std::span<const double>)>& take) {
    read_signals(recording.directory / "signals.csv", recording.scenario,
                 [&](double time_ms, std::span<const double> irradiance) {
                     take(time_ms - recording.begin_ms(), irradiance);
                 });
}

}  // namespace spikelight
