#include "engine/recording/recording.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "engine/recording/positions.h"
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

void append(RecordedSpikes& all, const SpikeSpan& block) {
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
    recording.left_spikes = std::make_shared<SpikeBlocks>(directory / "spikes.h5",
                                                          recording.scenario, recording.begin_ms());
    recording.left_signals = std::make_shared<SignalBlocks>(
        directory / "signals.csv", recording.scenario, recording.begin_ms());
    if (courses == Courses::left) return recording;

    for (std::size_t p = 0; p < recording.spikes.size(); ++p)
        recording.left_spikes->each(
            p, [&](const SpikeSpan& block) { append(recording.spikes[p], block); });
    recording.left_spikes.reset();
    recording.left_signals->each([&](double time_ms, std::span<const double> irradiance) {
        recording.signals.times_ms.push_back(time_ms);
        recording.signals.irradiance.emplace_back(irradiance.begin(), irradiance.end());
    });
    recording.left_signals.reset();
    return recording;
}

std::uint64_t spike_count(const Recording& recording, std::size_t population) {
    return recording.left_spikes ? recording.left_spikes->count(population)
                                 : recording.spikes.at(population).times_ms.size();
}

void for_each_block_of_spikes(const Recording& recording, std::size_t population,
                              const SpikeBlocks::Take& take) {
    if (recording.left_spikes) return recording.left_spikes->each(population, take);
    take(recording.spikes.at(population));
}

void for_spikes_between(const Recording& recording, std::size_t population, double from_ms,
                        double to_ms, const SpikeBlocks::Take& take) {
    if (recording.left_spikes)
        return recording.left_spikes->each_between(population, from_ms, to_ms, take);
    take(between(recording.spikes.at(population), from_ms, to_ms));
}

void for_each_signal(const Recording& recording, const SignalBlocks::Take& take) {
    if (recording.left_signals) return recording.left_signals->each(take);
    for (std::size_t row = 0; row < recording.signals.times_ms.size(); ++row)
        take(recording.signals.times_ms[row], recording.signals.irradiance[row]);
}

double irradiance_at(const Recording& recording, std::size_t source, double time_ms) {
    if (recording.left_signals) return recording.left_signals->at(source, time_ms);
    const RecordedSignals& signals = recording.signals;
    auto next = std::upper_bound(signals.times_ms.begin(), signals.times_ms.end(), time_ms);
    if (next == signals.times_ms.begin()) return 0;
    return signals.irradiance[std::size_t(next - signals.times_ms.begin()) - 1].at(source);
}

}  // namespace spikelight
