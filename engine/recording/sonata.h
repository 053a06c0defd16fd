// SONATA files, written row by row with bounded memory: spikes and reports (traces). The layout is
// that of SONATA 0.1, with what libsonata and bmtk insist on.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "engine/recording/hdf5_file.h"
#include "engine/recording/step_clock.h"
#include "engine/scenario/scenario.h"
#include "kernels/backend.h"

namespace spikelight {

/// Marks a file as SONATA: `magic` and `version` on its root.
void begin_sonata(hdf5::File& file);

/// spikes.h5: /spikes/<population>/{timestamps (ms), node_ids} of the populations in record.spikes.
class SpikeFile {
  public:
    SpikeFile(const std::filesystem::path& path, const Scenario& scenario);
    /// Spikes ordered by step, then global neuron index, and after those given before.
    void append(std::span<const Spike> spikes);
    /// Only here the file says that it is sorted by time: a crash leaves no false claim.
    void close();
    /// Per population of the scenario, recorded or not.
    const std::vector<std::uint64_t>& counts() const { return counts_; }

  private:
    struct PopulationSpikes {
        hdf5::Group group;
        hdf5::Appender<double> timestamps;
        hdf5::Appender<std::uint64_t> node_ids;
    };
    StepClock clock_;
    hdf5::File file_;
    std::vector<PopulationSpikes> recorded_;
    std::vector<int> slot_;                   ///< per population: its place in recorded_, or -1
    std::vector<std::uint32_t> first_, end_;  ///< per population: its global indices
    std::vector<std::uint64_t> counts_;
};

/// The unit a variable is written in: file value = SI value * factor / divisor.
struct TraceUnit {
    const char* name;
    double factor = 1, divisor = 1;
};
TraceUnit unit_of(const std::string& variable);

/// A trace that was recorded: where its numbers come from and how many rows it has.
struct RecordedTrace {
    std::size_t trace = 0;        ///< index in record.traces
    std::uint64_t first_row = 0;  ///< row r is that of step r every
    std::int64_t steps = 0;       ///< recorded up to, not including, this step
};

/// traces_<variable>.h5: /report/<population>/data with one row per recorded step, one column per
/// neuron.
class TraceFile {
  public:
    TraceFile(const std::filesystem::path& path, const std::string& variable,
              const Scenario& scenario, std::span<const RecordedTrace> traces);
    /// Whole rows of a trace (index in record.traces), in the run's precision; rows past its last
    /// step are left out.
    void append(std::size_t trace, std::span<const char> rows);
    void close();

  private:
    using Rows = std::variant<hdf5::Appender<float>, hdf5::Appender<double>>;
    struct Report {
        std::size_t trace;
        std::uint64_t row_count;
        Rows rows;
    };
    Report create_report(hdf5::Group& reports, const std::string& variable,
                         const Scenario& scenario, const RecordedTrace& recorded);

    hdf5::File file_;
    std::vector<Report> reports_;
};

}  // namespace spikelight
