#include "engine/recording/recorder.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "engine/recording/finish.h"
#include "engine/recording/positions.h"
#include "engine/recording/run_buffers.h"
#include "engine/recording/run_directory.h"
#include "engine/recording/spike_digest.h"
#include "engine/recording/summary.h"

namespace spikelight {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

/// Names become groups of HDF5 files and columns of CSV files.
void refuse_unusable_names(const Scenario& scenario) {
    auto refuse = [](const char* kind, const std::string& name) {
        const bool control =
            std::any_of(name.begin(), name.end(), [](unsigned char c) { return c < 32; });
        if (name.empty() || name == "." || name.find('/') != std::string::npos || control)
            throw std::runtime_error(
                fmt::format("{} name '{}' cannot be recorded (in SONATA files a name is a group of "
                            "HDF5: not empty, not "
                            "'.', without '/' and control characters). Rename it",
                            kind, name));
    };
    for (const Population& population : scenario.populations) refuse("population", population.name);
    for (const Light& light : scenario.lights) refuse("light", light.name);
    for (const Trace& trace : scenario.record.traces)
        for (const std::string& variable : trace.variables) refuse("variable", variable);
}

void copy_inputs(const ReadResult& read, const fs::path& folder) {
    for (const auto& [file, name] : read.inputs) {
        const fs::path copy = folder / name;
        std::error_code error;
        fs::create_directories(copy.parent_path(), error);
        if (!error) fs::copy_file(file, copy, error);
        if (error)
            throw std::runtime_error(fmt::format("cannot copy {} to {} ({}; {} free)",
                                                 file.string(), copy.string(), error.message(),
                                                 describe_free_space(copy)));
    }
}

}  // namespace

struct RunRecorder::State {
    Scenario scenario;
    RunDirectory directory;
    SpikeDigest digest;
    std::unique_ptr<RunBuffers> buffers;
    std::vector<std::uint64_t> spike_counts;
    double seconds = 0;

    State(const fs::path& path, const ReadResult& read, Existing existing)
        : scenario(read.scenario),
          directory(path, existing),
          spike_counts(read.scenario.populations.size(), 0) {}

    fs::path log_path() const { return directory.path() / log_file; }

    /// Runs `work`, counts its time, and says in every error what becomes of the recording.
    template <class Work>
    void record(Work work) {
        struct Stopwatch {
            double& seconds;
            Clock::time_point start = Clock::now();
            ~Stopwatch() { seconds += std::chrono::duration<double>(Clock::now() - start).count(); }
        } stopwatch{seconds};
        try {
            work();
        } catch (const std::runtime_error& error) {
            throw std::runtime_error(fmt::format(
                "{}. {} keeps what was recorded; make room, or give --out on another disk",
                error.what(), directory.path().string()));
        }
    }
};

RunRecorder::RunRecorder(const fs::path& directory, const ReadResult& read,
                         const std::vector<std::vector<glm::dvec3>>& positions, bool replace,
                         const Beginning& beginning) {
    refuse_unusable_names(read.scenario);
    state_ =
        std::make_unique<State>(directory, read, replace ? Existing::replace : Existing::refuse);
    const fs::path partial = state_->directory.path();
    try {
        OutputFile scenario(partial / "scenario.toml");
        scenario.write(read.repeatable_text);
        scenario.close();
        copy_inputs(read, partial / "inputs");
        write_positions(partial / "positions.csv", read.scenario, positions);
        if (beginning.step > 0) write_beginning(partial, beginning);
        state_->buffers =
            std::make_unique<RunBuffers>(state_->log_path(), read.scenario, beginning.step);
    } catch (...) {
        // Nothing has been recorded yet: leave no trace.
        state_->directory.discard();
        throw;
    }
}

RunRecorder::RunRecorder(const fs::path& directory, const ReadResult& read,
                         const Checkpoint& checkpoint)
    : state_(std::make_unique<State>(directory, read, Existing::resume)) {
    state_->buffers = std::make_unique<RunBuffers>(
        state_->log_path(), state_->scenario, read_beginning(state_->directory.path()).step,
        checkpoint.log_bytes,
        [&](std::span<const Spike> spikes) { state_->digest.update(spikes); });
}

RunRecorder::RunRecorder(const fs::path& directory, const ReadResult& read,
                         const std::vector<std::vector<glm::dvec3>>& positions)
    : state_(std::make_unique<State>(directory, read, Existing::resume)) {
    const fs::path partial = state_->directory.path();
    remove_checkpoints(partial);
    write_positions(partial / "positions.csv", read.scenario, positions);
    state_->buffers = std::make_unique<RunBuffers>(state_->log_path(), state_->scenario, 0);
}

RunRecorder::~RunRecorder() {
    // A run that ends by an exception still leaves everything in its log.
    try {
        if (state_->buffers) state_->buffers->flush();
    } catch (const std::exception&) {
        // The disk is full: the log ends with its last whole block.
        return;
    }
}

void RunRecorder::spikes(std::int64_t, std::int64_t, std::span<const Spike> spikes) {
    state_->record([&] {
        state_->digest.update(spikes);
        state_->buffers->append_spikes(spikes);
    });
}

void RunRecorder::trace_row(std::size_t trace, std::size_t variable, std::int64_t step,
                            std::span<const double> values) {
    state_->record([&] { state_->buffers->append_trace_row(trace, variable, step, values); });
}

void RunRecorder::command(std::int64_t step, std::span<const double> irradiance) {
    state_->record([&] { state_->buffers->append_command(step, irradiance); });
}

void RunRecorder::decisions(std::span<const Decision> decisions) {
    state_->record([&] { state_->buffers->append_decisions(decisions); });
}

void RunRecorder::observables(std::int64_t step, std::span<const double> values) {
    state_->record([&] { state_->buffers->append_observables(step, values); });
}

void RunRecorder::checkpoint(std::int64_t step, std::span<const char> state) {
    state_->record([&] {
        // The log must be on the disk before the checkpoint that counts on it.
        state_->buffers->flush();
        synchronise(state_->log_path());
        write_checkpoint(state_->directory.path(), {step, state_->buffers->log_bytes(),
                                                    std::vector<char>(state.begin(), state.end())});
    });
}

void RunRecorder::final_state(std::int64_t step, std::span<const char> state) {
    state_->record([&] { write_final_state(state_->directory.path(), step, state); });
}

void RunRecorder::finish(const RunFacts& facts) {
    state_->record([&] {
        // Bring everything into the log, and write the files of the contract from it.
        state_->buffers->flush();
        const fs::path folder = state_->directory.path();
        state_->spike_counts = write_recorded_files(state_->log_path(), folder, state_->scenario,
                                                    *state_->buffers, facts.steps_done);
    });
    write_summary(facts);
}

void RunRecorder::write_summary(const RunFacts& facts) {
    state_->record([&] {
        const SpikeTally tally{state_->spike_counts, spike_digest()};
        replace_file(state_->directory.path() / "summary.json",
                     describe_run(state_->scenario, facts, tally));
    });
}

void RunRecorder::discard() {
    state_->buffers.reset();
    state_->directory.discard();
}

void RunRecorder::publish() {
    remove_working_files(state_->directory.path());
    state_->directory.publish();
}

fs::path RunRecorder::working_directory() const {
    return state_->directory.path();
}
std::string RunRecorder::spike_digest() const {
    return state_->digest.hexadecimal();
}
double RunRecorder::seconds_recording() const {
    return state_->seconds;
}

}  // namespace spikelight
