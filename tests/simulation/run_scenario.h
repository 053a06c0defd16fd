// Runs a scenario file and keeps everything that an observer is told.
#pragma once

#include <filesystem>
#include <map>
#include <vector>

#include "engine/scenario/reader.h"
#include "engine/simulation/simulation.h"

namespace spikelight::testing {

struct ScenarioRun {
    Scenario scenario;
    std::vector<Spike> spikes;
    /// [(trace, variable)][row][neuron], SI units
    std::map<std::pair<std::size_t, std::size_t>, std::vector<std::vector<double>>> traces;
    std::vector<std::pair<std::int64_t, std::vector<double>>>
        commands;  ///< step, irradiance per source
    std::vector<Decision> decisions;
    std::vector<std::vector<double>> observables;           ///< [sample][channel], SI units
    std::map<std::int64_t, std::vector<char>> checkpoints;  ///< by step
    SimulationOutcome outcome;
    std::uint64_t synaptic_events = 0;
};

ScenarioRun run_scenario(const std::filesystem::path& file, int threads,
                         const std::vector<Override>& overrides = {});
/// The same on a backend that is not built yet.
ScenarioRun run_scenario(const std::filesystem::path& file, Backend& backend,
                         const std::vector<Override>& overrides = {},
                         const Checkpoints& checkpoints = {});

/// True if both fired the same spikes; explains the first difference otherwise.
bool same_spikes(const std::vector<Spike>& a, const std::vector<Spike>& b);

}  // namespace spikelight::testing
