// loop.csv and observables.csv: what the closed loop saw and did.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/control/loop.h"
#include "engine/recording/output_file.h"
#include "engine/recording/step_clock.h"
#include "engine/scenario/scenario.h"

namespace spikelight {

/// loop.csv, where there are controllers: a row per sample and controller that was asked,
///   sampled_ms, controller (its index in the scenario), light, decided_ms, applied_ms, wall_us;
/// a run that ended before applied_ms never got so far. observables.csv, where something is
/// observed: t_ms and one column per channel, in Hz, mV, pA, or a count (_1).
class LoopFiles {
  public:
    LoopFiles(const std::filesystem::path& folder, const Scenario& scenario);
    void append(std::span<const Decision> decisions);
    /// SI values of one sample.
    void append(std::int64_t step, std::span<const double> values);
    void close();
    /// Of all observables.
    std::size_t channels() const { return factors_.size(); }

  private:
    StepClock clock_;
    std::vector<std::string> lights_;  ///< names as cells
    std::vector<double> factors_;      ///< from SI to a column's unit
    std::optional<OutputFile> loop_, observables_;
};

}  // namespace spikelight
