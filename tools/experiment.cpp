#include "tools/experiment.h"

#include <fmt/format.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>

#include "engine/control/line_process.h"
#include "engine/control/sampler.h"
#include "engine/network/network.h"
#include "engine/recording/recorder.h"
#include "engine/recording/run_directory.h"
#include "engine/simulation/continuation.h"
#include "engine/simulation/simulation.h"
#include "tools/backend_choice.h"
#include "tools/commands/options.h"
#include "tools/errors.h"
#include "tools/external_programs.h"
#include "tools/film.h"
#include "tools/interrupt.h"
#include "tools/memory_check.h"
#include "tools/outcome.h"
#include "tools/progress.h"
#include "tools/recorded_run.h"
#include "tools/report/report.h"
#include "tools/resume_notes.h"
#include "tools/run_directory.h"
#include "tools/text.h"

namespace spikelight {
namespace {

/// What an experiment goes on from, if it does not begin at step 0.
struct Origin {
    std::optional<Checkpoint> state;
    bool resumed =
        false;  ///< it is a checkpoint of this run, whose directory is there; else another's final state
    Beginning beginning;
    Renewed renewed;
};

/// One experiment on its way through the rooms.
class Experiment {
  public:
    Experiment(ReadResult read, const std::filesystem::path& out, const ExperimentOptions& options,
               Origin origin = {})
        : read_(std::move(read)), out_(out), options_(options), origin_(std::move(origin)) {}

    int run();

  private:
    void build();
    void simulate_steps();
    [[noreturn]] void throw_failure(const std::runtime_error& error, std::int64_t steps_done) const;
    Checkpoints checkpoints() const;
    void publish();
    bool on_gpu() const { return facts_.backend == "cuda"; }
    const Scenario& scenario() const { return read_.scenario; }

    ReadResult read_;
    std::filesystem::path out_;
    ExperimentOptions options_;
    Origin origin_;
    double begin_ = wall_seconds();
    NetworkData network_;
    std::unique_ptr<Backend> backend_;
    std::unique_ptr<RunRecorder> recorder_;
    RunFacts facts_;
    ResumeNotes notes_;
    Film film_;
};

int Experiment::run() {
    build();
    simulate_steps();
    if (is_to_be_filmed(scenario(), options_))
        film_ = film_recording(recorder_->working_directory(), out_, options_, on_gpu());
    publish();
    if (!options_.quiet) print_outcome(out_, recorder_->spike_digest());
    return film_.movie_problem ? tell_movie_problem(out_, *film_.movie_problem) : exit_done;
}

void Experiment::build() {
    if (std::string problem = memory_problem(scenario(), options_.backend); !problem.empty())
        throw std::runtime_error(problem);
    // Draw the network before the directory is made: what is wrong with it leaves nothing behind.
    count_observed_neurons(scenario());
    auto positions = place_neurons(scenario());
    network_ = make_network(scenario(), positions);
    BuiltBackend built =
        build_backend(options_.backend, options_.threads, network_, options_.synapses);
    if (!built.note.empty()) print_warnings({built.note});
    backend_ = std::move(built.backend);
    facts_.timing_s.build = wall_seconds() - begin_;
    facts_.synapses = built.summary.synapses;
    facts_.backend = backend_->name();
    facts_.device = backend_->device();
    facts_.threads = backend_->threads();
    if (!options_.quiet) print_beginning(scenario(), origin_.beginning.step, facts_);
    if (origin_.resumed && origin_.state)
        recorder_ = std::make_unique<RunRecorder>(out_, read_, *origin_.state);
    else if (origin_.resumed)
        recorder_ = std::make_unique<RunRecorder>(out_, read_, positions);
    else
        recorder_ = std::make_unique<RunRecorder>(
            out_, read_, positions, may_replace(out_, options_.force), origin_.beginning);
    notes_ = notes_of(options_);
    write_resume_notes(recorder_->working_directory(), notes_);
}

void Experiment::simulate_steps() {
    double dt_ms = scenario().simulation.dt * 1e3;
    SimulationOutcome outcome;
    std::int64_t steps_done = origin_.state ? origin_.state->step : 0;
    {
        ProgressLine progress(
            "simulating", "ms",
            [](double done_ms, double seconds) {
                return fmt::format("{} x real time", shortest(done_ms * 1e-3 / seconds, 3));
            },
            options_.quiet, double(steps_done) * dt_ms);
        try {
            outcome = simulate(
                scenario(), *backend_, *recorder_, stop_requested(),
                [&](std::int64_t done, std::int64_t all) {
                    steps_done = done;
                    progress.update(double(done) * dt_ms, double(all) * dt_ms);
                },
                checkpoints());
        } catch (const ControllerError&) {
            if (origin_.resumed) throw;
            // Nothing has been recorded yet: leave no trace.
            recorder_->discard();
            throw;
        } catch (const std::runtime_error& error) {
            throw_failure(error, steps_done);
        }
    }
    facts_.timing_s.simulate = outcome.simulate_s;
    facts_.timing_s.control_wait = outcome.control_wait_s;
    facts_.beginning = origin_.beginning;
    facts_.synaptic_events = backend_->synaptic_events() - origin_.beginning.synaptic_events;
    facts_.steps_done = outcome.steps_done;
    facts_.resumed_from_step = origin_.resumed && origin_.state ? origin_.state->step : 0;
    if (!outcome.no_final_state.empty())
        print_warnings({fmt::format("this run cannot be continued: {}", outcome.no_final_state)});

    // Connectivity and state are not needed any more; pictures may need the memory.
    backend_.reset();
    network_ = {};
    recorder_->finish(facts_);
    facts_.timing_s.record = recorder_->seconds_recording();
    facts_.timing_s.total = wall_seconds() - begin_;
    recorder_->write_summary(facts_);
    if (!outcome.interrupted && outcome.failure.empty()) {
        // From here on nothing need be simulated again.
        notes_.simulated = true;
        write_resume_notes(recorder_->working_directory(), notes_);
        return;
    }
    std::string where = fmt::format(
        "at {} of {}; what was recorded is whole in {}",
        milliseconds_text(double(outcome.steps_done) * scenario().simulation.dt),
        milliseconds_text(double(scenario().simulation.steps) * scenario().simulation.dt),
        recorder_->working_directory().string());
    if (!outcome.failure.empty())
        throw std::runtime_error(fmt::format("{}\nended {}", outcome.failure, where));
    throw Interrupted(fmt::format("interrupted {}\nGo on with: spikelight run --resume {}", where,
                                  out_.string()));
}

/// The disk is full, or the device has failed: what there is, is whole.
void Experiment::throw_failure(const std::runtime_error& error, std::int64_t steps_done) const {
    const double dt = scenario().simulation.dt;
    throw std::runtime_error(
        fmt::format("{}\nended after {} of {}. Go on from the last checkpoint, {}", error.what(),
                    milliseconds_text(double(steps_done) * dt),
                    milliseconds_text(double(scenario().simulation.steps) * dt),
                    advice_to_resume(out_, on_gpu())));
}

Checkpoints Experiment::checkpoints() const {
    double dt = scenario().simulation.dt;
    Checkpoints when;
    if (options_.checkpoint_every > 0)
        when.every_steps = std::max<std::int64_t>(
            1, std::int64_t(std::min(options_.checkpoint_every / dt + 0.5, 0x1p62)));
    when.every_wall_s = options_.checkpoint_wall;
    when.when_stopped = true;
    when.final_state = true;
    when.first_step = origin_.beginning.step;
    when.renewed = origin_.renewed;
    if (origin_.state) when.resume = origin_.state->state;
    return when;
}

void Experiment::publish() {
    facts_.timing_s.render = film_.render_s;
    facts_.timing_s.encode = film_.encode_s;
    // The report shows the summary, and the summary's total holds the report.
    facts_.timing_s.total = wall_seconds() - begin_;
    recorder_->write_summary(facts_);
    write_report(recorder_->working_directory(), out_);
    facts_.timing_s.total = wall_seconds() - begin_;
    recorder_->write_summary(facts_);
    recorder_->publish();
}

/// Of a run that was ended between its last file and its name: gives it its name. Its log went after all else was whole.
bool publish_finished(const std::filesystem::path& out, const std::filesystem::path& partial) {
    if (std::filesystem::exists(partial / log_file) ||
        !std::filesystem::exists(partial / "summary.json"))
        return false;
    RunDirectory directory(out, Existing::resume);
    remove_working_files(partial);
    directory.publish();
    return true;
}

}  // namespace

int resume_experiment(const std::filesystem::path& out, const ExperimentOptions& asked) {
    require_backend(asked.backend);
    std::filesystem::path partial = out;
    partial += ".partial";
    if (!std::filesystem::exists(partial / "scenario.toml")) {
        if (!std::filesystem::exists(out / "summary.json"))
            throw UserError(
                fmt::format("--resume {} (neither it nor {} holds a run). Give the "
                            "directory of a run that was interrupted",
                            out.string(), partial.string()));
        if (!asked.quiet) fmt::print("{} is complete\n", out.string());
        return exit_done;
    }

    if (publish_finished(out, partial)) {
        if (!asked.quiet) fmt::print("{} is complete now\n", out.string());
        return exit_done;
    }
    const ResumeNotes notes = read_resume_notes(partial);
    const ExperimentOptions options = resumed_options(notes, asked);
    if (notes.simulated) return finish_recorded_run(out, options);

    // Find where to begin, and say what of the damage.
    FoundCheckpoint found = find_checkpoint(partial);
    for (const std::filesystem::path& path : found.damaged)
        print_warnings({fmt::format("{} is damaged; an earlier checkpoint is used if there is one",
                                    path.string())});
    const Beginning beginning = read_beginning(partial);
    if (!found.newest && beginning.step > 0)
        throw UserError(fmt::format(
            "--resume {} ({} holds no whole checkpoint). Continue the run before it once more: "
            "spikelight continue {} --out {} --force",
            out.string(), partial.string(), beginning.from, out.string()));
    if (!found.newest)
        print_warnings(
            {fmt::format("{} holds no whole checkpoint; the run begins again", partial.string())});
    ReadResult read = read_scenario(partial / "scenario.toml", {});
    if (!options.external) refuse_external(read.scenario);
    announce_external(read.scenario);
    warn_of_movie(read.scenario, options);
    const std::int64_t step = found.newest ? found.newest->step : 0;
    if (!options.quiet)
        fmt::print("resuming at {} of {}\n",
                   milliseconds_text(double(step) * read.scenario.simulation.dt),
                   milliseconds_text(double(read.scenario.simulation.steps) *
                                     read.scenario.simulation.dt));
    install_stop_handlers();
    return Experiment(std::move(read), out, options, {std::move(found.newest), true, beginning, {}})
        .run();
}

namespace {

/// The state in which a finished run ended.
Checkpoint require_final_state(const std::filesystem::path& run) {
    std::optional<Checkpoint> state = read_final_state(run);
    if (!state)
        throw UserError(
            fmt::format("continue {} (it holds no whole final_state.bin: the file is missing or "
                        "damaged). Run it "
                        "again: spikelight run {} --out {} --force",
                        run.string(), (run / "scenario.toml").string(), run.string()));
    return std::move(*state);
}

Beginning beginning_after(const std::filesystem::path& run, std::int64_t step) {
    const auto summary = nlohmann::json::parse(std::ifstream(run / "summary.json"));
    Beginning beginning;
    beginning.step = step;
    beginning.from = run.string();
    beginning.spike_digest = summary.value("spike_digest", "");
    beginning.synaptic_events =
        summary.value("synaptic_events", std::uint64_t(0)) + read_beginning(run).synaptic_events;
    return beginning;
}

}  // namespace

int continue_experiment(const std::filesystem::path& run, const Continuation& how,
                        const std::filesystem::path& out, const ExperimentOptions& options) {
    require_backend(options.backend);
    require_run(run);
    Origin origin{require_final_state(run), false, {}, {}};
    const Scenario before = read_scenario(run / "scenario.toml", {}).scenario;
    origin.beginning = beginning_after(run, origin.state->step);

    // The scenario from here on lasts as long as both together.
    std::vector<Override> overrides = how.overrides;
    const double before_s = double(origin.state->step) * before.simulation.dt;
    overrides.emplace_back("simulation.duration", fmt::format("{} s", before_s + how.duration));
    ReadResult read =
        read_scenario(how.scenario.empty() ? run / "scenario.toml" : how.scenario, overrides);
    print_warnings(read.warnings);
    try {
        origin.renewed = compare_for_continuing(before, read.scenario);
    } catch (const std::invalid_argument& refusal) {
        throw UserError(fmt::format("continue {}: {}", run.string(), refusal.what()));
    }
    if (!options.external) refuse_external(read.scenario);
    announce_external(read.scenario);
    require_free_directory(out, options.force);
    warn_of_movie(read.scenario, options);
    if (!options.quiet)
        fmt::print("going on from {}, at {}\n", run.string(), milliseconds_text(before_s));
    install_stop_handlers();
    return Experiment(std::move(read), out, options, std::move(origin)).run();
}

int run_experiment(const std::filesystem::path& scenario, const std::vector<Override>& overrides,
                   const std::filesystem::path& out, const ExperimentOptions& options) {
    require_backend(options.backend);
    ReadResult read = read_scenario(scenario, overrides);
    print_warnings(read.warnings);
    if (!options.external) refuse_external(read.scenario);
    announce_external(read.scenario);
    require_free_directory(out, options.force);
    warn_of_movie(read.scenario, options);
    install_stop_handlers();
    return Experiment(std::move(read), out, options).run();
}

}  // namespace spikelight
