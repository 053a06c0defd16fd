// signals.csv: the irradiance in force at every source, one row per change.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "engine/recording/csv.h"
#include "engine/recording/output_file.h"
#include "engine/recording/step_clock.h"
#include "engine/scenario/scenario.h"

namespace spikelight {

/// The header: t_ms, then <light>_<source of the light>_mW_per_mm2.
std::vector<std::string> signal_columns(const Scenario& scenario);

class SignalsFile {
  public:
    SignalsFile(const std::filesystem::path& path, const Scenario& scenario);
    /// W/m^2, one per source, in force from `step` on. A row equal to the last is left out.
    void append(std::int64_t step, std::span<const double> irradiance);
    void close() { file_.close(); }

  private:
    StepClock clock_;
    OutputFile file_;
    std::vector<double> last_;
    bool begun_ = false;
};

/// Reads the file row by row. All functions throw std::runtime_error where it is missing, damaged, or not of this scenario.
class SignalsReader {
  public:
    SignalsReader(const std::filesystem::path& path, const Scenario& scenario);
    /// Goes to the next row, at first to the first. False at the end.
    bool next();
    double time_ms() const { return time_ms_; }
    /// Of every source from then on, W/m^2.
    std::span<const double> irradiance() const { return irradiance_; }
    const CsvReader::Place& place() const { return csv_.place(); }
    void go_to(const CsvReader::Place& place);

  private:
    CsvReader csv_;
    double time_ms_ = -1;
    std::vector<double> irradiance_;
};

/// Hands on row after row: the time (ms) and the irradiance of every source from then on, W/m^2. Throws std::runtime_error
/// where the file is missing, damaged, or not of this scenario.
void read_signals(const std::filesystem::path& path, const Scenario& scenario,
                  const std::function<void(double, std::span<const double>)>& take);

}  // namespace spikelight
