// Writes a run directory while a simulation goes on: complete or absent.
#pragma once

#include <filesystem>
#include <glm/vec3.hpp>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/recording/beginning.h"
#include "engine/recording/checkpoint.h"
#include "engine/scenario/reader.h"
#include "engine/simulation/observer.h"

namespace spikelight {

/// What goes into summary.json beside what the recorder itself knows (spike counts, digest,
/// populations).
struct RunFacts {
    std::string backend, device;
    int threads = 1;
    std::vector<std::uint64_t> synapses;  ///< per projection
    std::uint64_t synaptic_events = 0;
    std::int64_t steps_done = 0;
    std::int64_t resumed_from_step = 0;  ///< 0: a run from its beginning
    Beginning beginning;
    struct {
        double build = 0, simulate = 0, control_wait = 0, record = 0, render = 0, encode = 0,
               total = 0;
    } timing_s;
};

/// Lives in DIR.partial until `publish`. While the run goes on everything goes to an append-only
/// log of checksummed blocks; `finish` writes the files of the contract from it.
class RunRecorder : public RunObserver {
  public:
    /// Keeps a reference to the scenario in `read`. Creates DIR.partial, writes scenario.toml, inputs/ and positions.csv, and
    /// continued.json where the run goes on from another. `positions` is [population][neuron] in m. Throws
    /// std::runtime_error: DIR exists and not `replace`, cannot be written, disk full.
    RunRecorder(const std::filesystem::path& directory, const ReadResult& read,
                const std::vector<std::vector<glm::dvec3>>& positions, bool replace,
                const Beginning& beginning = {});
    /// Goes on in DIR.partial, where an earlier run got to the checkpoint: the log is cut back to it. Throws
    /// std::runtime_error where DIR.partial is not there or in use, or its log is shorter than the checkpoint says.
    RunRecorder(const std::filesystem::path& directory, const ReadResult& read,
                const Checkpoint& checkpoint);
    /// Begins again in DIR.partial, where an earlier run got to no checkpoint: scenario.toml and inputs/ stay.
    RunRecorder(const std::filesystem::path& directory, const ReadResult& read,
                const std::vector<std::vector<glm::dvec3>>& positions);
    RunRecorder(const std::filesystem::path&, ReadResult&&,
                const std::vector<std::vector<glm::dvec3>>&, bool,
                const Beginning& = {}) = delete;  // would outlive what it read
    RunRecorder(const std::filesystem::path&, ReadResult&&, const Checkpoint&) = delete;
    RunRecorder(const std::filesystem::path&, ReadResult&&,
                const std::vector<std::vector<glm::dvec3>>&) = delete;
    ~RunRecorder() override;

    void spikes(std::int64_t from, std::int64_t to, std::span<const Spike> spikes) override;
    void trace_row(std::size_t trace, std::size_t variable, std::int64_t step,
                   std::span<const double> values) override;
    void command(std::int64_t step, std::span<const double> irradiance) override;

    void decisions(std::span<const Decision> decisions) override;
    void observables(std::int64_t step, std::span<const double> values) override;
    /// Brings the log and the checkpoint to the disk.
    void checkpoint(std::int64_t step, std::span<const char> state) override;
    void final_state(std::int64_t step, std::span<const char> state) override;

    /// Writes spikes.h5, traces_*.h5, signals.csv, loop.csv, observables.csv and summary.json from
    /// the log. Whole also for a run that was stopped early (facts.steps_done). The log and the checkpoints stay until
    /// `publish`, so that whatever comes in between the run can be resumed.
    void finish(const RunFacts& facts);
    /// Writes summary.json again (render and encode times are known only later).
    void write_summary(const RunFacts& facts);
    /// Removes DIR.partial and what it holds.
    void discard();
    /// Renames DIR.partial to DIR.
    void publish();

    std::filesystem::path working_directory() const;  ///< DIR.partial, or DIR after publish
    std::string spike_digest() const;  ///< XXH3 128, canonical hex, of all spikes so far
    double seconds_recording()
        const;  ///< wall time spent inside the observer's functions and finish

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace spikelight
