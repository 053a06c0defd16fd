// A finished run, read back: the contract between recording and render.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <glm/vec3.hpp>
#include <span>
#include <string>
#include <vector>

#include "engine/recording/beginning.h"
#include "engine/recording/signal_blocks.h"
#include "engine/recording/spike_blocks.h"
#include "engine/scenario/scenario.h"

namespace spikelight {

struct RecordedSpikes {
    std::vector<double> times_ms;        ///< ascending
    std::vector<std::uint32_t> neurons;  ///< index within the population
    operator SpikeSpan() const { return {times_ms, neurons}; }
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
    std::vector<RecordedSpikes> spikes;  ///< [population]; empty where not recorded, or left
    std::shared_ptr<const SpikeBlocks> left_spikes;    ///< where they are if they are left
    RecordedSignals signals;                           ///< none if left
    std::shared_ptr<const SignalBlocks> left_signals;  ///< where they are if they are left
    std::string summary_json;                          ///< DIR/summary.json as it stands

    /// What is recorded of biological time.
    double duration_ms() const;
    /// The run's time at which the recording begins: 0 but for one that goes on from another.
    double begin_ms() const;
};

/// Does the reading take in all spikes and signals, or leave them to the functions below?
enum class Courses { read, left };

/// Reads a run directory. `overrides` apply to the scenario (`--set video...`). Throws
/// std::runtime_error with what is missing or damaged, and what to do.
Recording read_recording(const std::filesystem::path& directory,
                         const std::vector<std::pair<std::string, std::string>>& overrides = {},
                         Courses courses = Courses::read);

std::uint64_t spike_count(const Recording& recording, std::size_t population);

/// Hands the recorded spikes of a population on, block by block, in memory that does not grow with their number where they
/// are left. Throws as read_recording() does.
void for_each_block_of_spikes(const Recording& recording, std::size_t population,
                              const SpikeBlocks::Take& take);

/// The same of those in [from_ms, to_ms] alone, without going through the others. May be called by several threads.
void for_spikes_between(const Recording& recording, std::size_t population, double from_ms,
                        double to_ms, const SpikeBlocks::Take& take);

/// Hands the signals on, one change after the other: the time (ms) and the irradiance of every source from then on, W/m^2.
void for_each_signal(const Recording& recording, const SignalBlocks::Take& take);

/// The irradiance of a source at a time, W/m^2; 0 before the first change. May be called by several threads.
double irradiance_at(const Recording& recording, std::size_t source, double time_ms);

}  // namespace spikelight
