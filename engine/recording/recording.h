// A finished run, read back: the contract between recording and render.
#pragma once

#include <cstdint>
#include <filesystem>
#include <glm/vec3.hpp>
#include <string>
#include <vector>

#include "engine/recording/beginning.h"
#include "engine/scenario/scenario.h"

namespace spikelight {

struct RecordedSpikes {
    std::vector<double> times_ms;        ///< ascending
    std::vector<std::uint32_t> neurons;  ///< index within the population
};

struct RecordedSignals {
    std::vector<double> times_ms;                 ///< ascending; row r holds until the next
    std::vector<std::vector<double>> irradiance;  ///< [row][source], W/m^2
};

/// Everything that pictures and reports are made of. Its times count from where the recording begins: see begin_ms().
struct Recording {
    std::filesystem::path directory;
    Beginning beginning;
    Scenario scenario;  ///< from DIR/scenario.toml
    std::vector<std::vector<glm::dvec3>>
        positions;                       ///< [population][neuron], m; empty without positions
    std::vector<RecordedSpikes> spikes;  ///< [population]; empty where not recorded
    RecordedSignals signals;
    std::string summary_json;  ///< DIR/summary.json as it stands

    /// What is recorded of biological time.
    double duration_ms() const;
    /// The run's time at which the recording begins: 0 but for one that goes on from another.
    double begin_ms() const;
};

/// Reads a run directory. `overrides` apply to the scenario (`--set video...`). Throws
/// std::runtime_error with what is missing or damaged, and what to do.
Recording read_recording(const std::filesystem::path& directory,
                         const std::vector<std::pair<std::string, std::string>>& overrides = {});

}  // namespace spikelight
