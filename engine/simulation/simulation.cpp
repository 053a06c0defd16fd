#include "engine/simulation/simulation.h"

#include <algorithm>
#include <chrono>
#include <deque>
#include <optional>
#include <vector>

#include "engine/control/line_process.h"
#include "engine/control/loop.h"
#include "engine/control/sampler.h"
#include "engine/simulation/broken_run.h"
#include "engine/simulation/rewind.h"
#include "engine/simulation/source_mover.h"
#include "engine/simulation/stopwatch.h"
#include "engine/simulation/trace_reader.h"

namespace spikelight {
namespace {

/// Steps between looks at the stop flag and the progress line, where nothing else interrupts.
constexpr std::int64_t longest_stretch = 1024;

/// Steps between looks at whether all numbers are finite: a look costs less than a step.
constexpr std::int64_t steps_between_checks = 1000;

/// A sample on its way to the controllers and the observer.
struct PendingSample {
    std::int64_t step = 0;
    bool taken = false;     ///< once the steps before it are done
    bool answered = false;  ///< once the controllers were asked
    Sample sample{};
    std::vector<Decision> decisions{};
};

/// Steps begun together.
struct Stretch {
    std::int64_t from = 0, to = 0;
    std::optional<std::vector<double>> command;  ///< in force from the first on, to be told, W/m^2
};

/// What is sampled at step k acts at k + latency at the earliest: so far may the backend run ahead of the controllers, as
/// long as it can have stretches under way. Controllers that look at no sample are asked when its step is reached in
/// planning, and hold nobody up.
class Run {
  public:
    Run(const Scenario& scenario, Backend& backend, RunObserver& observer,
        const std::atomic<bool>& stop, const Checkpoints& checkpoints)
        : scenario_(scenario),
          backend_(backend),
          observer_(observer),
          loop_(scenario, stop),
          sampler_(scenario),
          traces_(scenario),
          mover_(scenario),
          rewind_(scenario, backend),
          longest_stretch_(std::min(longest_stretch, traces_.longest_stretch())),
          first_step_(checkpoints.first_step),
          steps_kept_(1 + backend.longest_delay()) {
        // The loop comes to rest where it is to be written down.
        if (checkpoints.every_steps > 0)
            longest_stretch_ = std::min(longest_stretch_, checkpoints.every_steps);
        std::vector<Probe> probes = traces_.probes();
        probes.push_back(sampler_.probe());
        samples_read_state_ = probes.back().size() > 0;
        backend_.set_probes(std::move(probes));
    }

    bool done() const { return done_ == scenario_.simulation.steps && samples_.empty(); }
    std::int64_t steps_done() const { return done_; }

    /// Begins a stretch if one may be begun; else asks the controllers, or else waits for a stretch.
    void proceed() {
        note_sample();
        bool may_begin = begun_ < horizon() && int(stretches_.size()) < backend_.most_begun();
        if (may_begin) return begin_stretch();
        if (!samples_.empty() && samples_.front().taken) return answer();
        finish_stretch();
    }

    /// Waits for all that was begun.
    void finish() {
        while (!stretches_.empty()) finish_stretch();
    }

    /// Comes to rest, and looks whether all numbers are finite, where steps were done since the last time: after so many
    /// steps, and at the end of the run. Throws BrokenRun.
    void check_now_and_then() {
        if (done_ - checked_ >= steps_between_checks || done()) check();
    }

    /// Comes to rest, and writes down everything that later steps depend on. Throws BrokenRun where a number is not finite.
    std::vector<char> save() {
        check();
        while (!samples_.empty() && samples_.front().taken) answer();
        drop_old_spikes();
        ArchiveWriter archive;
        archive.section("run");
        archive.write(done_);
        archive.write(noted_until_);
        archive.write_all(recent_);
        loop_.save(archive);
        sampler_.save(archive);
        backend_.save(archive);
        return archive.bytes();
    }

    /// Goes on from there instead of from step 0.
    void restore(std::span<const char> state, const Renewed& renewed) {
        ArchiveReader archive(state);
        archive.section("run");
        archive.read(done_);
        archive.read(noted_until_);
        recent_ = archive.read_all<Spike>();
        check_restored();
        loop_.restore(archive, renewed);
        if (loop_.next_command(0) < done_) refuse_checkpoint("a command is overdue in it");
        sampler_.restore(archive, renewed);
        backend_.restore(archive, done_, recent_);
        begun_ = checked_ = done_;
        backend_.command(loop_.irradiance());
    }

    /// At rest: steps from here on can be done again.
    void keep() {
        drop_old_spikes();
        rewind_.keep(done_, loop_.irradiance(), recent_);
    }

    Stopwatch device_time, control_time, control_wait;

  private:
    void check() {
        finish();
        if (done_ == checked_) return;
        Stopwatch::Lap lap(device_time);
        if (std::optional<BrokenState> broken = backend_.find_broken())
            throw BrokenRun(describe(*broken));
        checked_ = done_;
        if (rewind_.due()) keep();
    }

    /// Finds the step in which the first number broke: `broken` may be another that followed from it.
    std::string describe(const BrokenState& broken) {
        if (std::optional<BrokenStep> first = rewind_.find(checked_, done_))
            return describe_broken_state(scenario_, first->state, first->step - 1, first->step,
                                         done_);
        return describe_broken_state(scenario_, broken, checked_, done_, done_);
    }

    [[noreturn]] static void refuse_checkpoint(const char* why) {
        throw std::runtime_error(std::string("the checkpoint cannot be used (") + why +
                                 "). Take an earlier one, or run from the beginning");
    }

    /// A checkpoint may be of another scenario, or of nobody's making.
    void check_restored() const {
        const std::int64_t steps = scenario_.simulation.steps;
        if (done_ < 0 || done_ > steps || noted_until_ < 0 || noted_until_ > steps)
            refuse_checkpoint("it is of a step that the run does not have");
        const std::int64_t neurons = scenario_.neuron_count();
        for (const Spike& spike : recent_)
            if (spike.step >= done_ || spike.neuron >= neurons)
                refuse_checkpoint("it has spikes of neurons or steps that are not there");
    }

    /// The first step that must not be begun before more is decided.
    std::int64_t horizon() const {
        std::int64_t steps = scenario_.simulation.steps;
        // Those that are answered wait to be told, no more.
        if (samples_.empty() || samples_.back().answered) return steps;
        std::int64_t first = samples_.front().step;
        if (!loop_.knows_samples_ahead()) return first;
        std::int64_t latency = scenario_.loop.latency_steps;
        return first < steps - latency ? first + latency : steps;
    }

    void note_sample() {
        if (noted_until_ > begun_ || begun_ == scenario_.simulation.steps || !loop_.active())
            return;
        noted_until_ = begun_ + 1;
        if (loop_.next_sample(begun_) != begun_) return;
        samples_.push_back({begun_});
        if (samples_read_state_) {
            Stopwatch::Lap lap(device_time);
            backend_.read(begun_, traces_.probes().size());
        }
        if (!loop_.reads_samples()) ask(samples_.back(), {begun_, {}, {}});
        take_sample();
    }

    /// Takes the sample before which all steps are done, if there is one.
    void take_sample() {
        for (PendingSample& pending : samples_) {
            if (pending.step != done_ || pending.taken) continue;
            Stopwatch::Lap lap(device_time);
            pending.sample =
                sampler_.take(pending.step, samples_read_state_ ? backend_.take_reading()
                                                                : std::span<const double>());
            pending.taken = true;
        }
        while (!samples_.empty() && samples_.front().taken && samples_.front().answered) tell();
    }

    /// Takes everything that happens at a step, then begins the steps up to the next such event.
    void begin_stretch() {
        Stretch stretch{begun_, horizon(), {}};
        const bool moved = mover_.move(begun_, backend_);
        if (loop_.apply(begun_) || begun_ == first_step_)
            command(stretch);
        else if (moved)
            backend_.command(loop_.irradiance());
        stretch.to = std::min({stretch.to, begun_ + longest_stretch_,
                               loop_.next_command(begun_ + 1), mover_.next(begun_ + 1)});
        if (loop_.active()) stretch.to = std::min(stretch.to, loop_.next_sample(begun_ + 1));
        {
            Stopwatch::Lap lap(device_time);
            backend_.begin(stretch.from, stretch.to);
        }
        begun_ = stretch.to;
        stretches_.push_back(std::move(stretch));
    }

    /// Observers hear of a command when they have heard of the steps before it.
    void command(Stretch& stretch) {
        backend_.command(loop_.irradiance());
        rewind_.command(stretch.from, loop_.irradiance());
        if (stretches_.empty())
            observer_.command(stretch.from, loop_.irradiance());
        else
            stretch.command.emplace(loop_.irradiance().begin(), loop_.irradiance().end());
    }

    void finish_stretch() {
        Stretch stretch = std::move(stretches_.front());
        stretches_.pop_front();
        {
            Stopwatch::Lap lap(device_time);
            backend_.finish();
        }
        std::span<const Spike> spikes = backend_.spikes();
        if (loop_.active()) sampler_.count(spikes);
        done_ = stretch.to;
        // They are in order, and most of a long stretch has arrived everywhere.
        auto young = std::ranges::lower_bound(spikes, done_ - steps_kept_, {}, &Spike::step);
        recent_.insert(recent_.end(), young, spikes.end());
        take_sample();
        if (stretch.command) observer_.command(stretch.from, *stretch.command);
        traces_.tell(stretch.from, stretch.to, backend_, observer_);
        observer_.spikes(stretch.from, stretch.to, spikes);
        if (recent_.size() > many_spikes_) drop_old_spikes();
    }

    /// Keeps only those that may not have arrived everywhere.
    void drop_old_spikes() {
        auto young = [&](const Spike& spike) { return spike.step >= done_ - steps_kept_; };
        recent_.erase(recent_.begin(), std::find_if(recent_.begin(), recent_.end(), young));
        // Sort them out again when as many have come anew.
        many_spikes_ = std::max<std::size_t>(1 << 16, 2 * recent_.size());
    }

    /// Asks the controllers about the oldest sample, which is taken.
    void answer() {
        PendingSample& oldest = samples_.front();
        // What was decided since it was noted may have made it needless.
        if (loop_.next_sample(oldest.step) != oldest.step) return samples_.pop_front();
        ask(oldest, oldest.sample);
        tell();
    }

    void ask(PendingSample& pending, const Sample& sample) {
        // The device waits unless it is busy all the while.
        bool busy = backend_.busy();
        Stopwatch thinking;
        {
            Stopwatch::Lap lap(thinking);
            loop_.sample(sample);
        }
        control_time.add(thinking);
        if (!busy || !backend_.busy()) control_wait.add(thinking);
        pending.decisions.assign(loop_.decisions().begin(), loop_.decisions().end());
        pending.answered = true;
    }

    /// Tells of the oldest sample, which is taken and answered.
    void tell() {
        const PendingSample& oldest = samples_.front();
        if (!oldest.sample.values.empty()) observer_.observables(oldest.step, oldest.sample.values);
        if (!oldest.decisions.empty()) observer_.decisions(oldest.decisions);
        samples_.pop_front();
    }

    const Scenario& scenario_;
    Backend& backend_;
    RunObserver& observer_;
    ControlLoop loop_;
    Sampler sampler_;
    TraceReader traces_;
    SourceMover mover_;
    Rewind rewind_;
    bool samples_read_state_ = false;  ///< more than spikes
    std::int64_t longest_stretch_;     ///< steps
    std::int64_t first_step_;
    std::int64_t steps_kept_;            ///< whose spikes checkpoints need
    std::int64_t begun_ = 0, done_ = 0;  ///< steps
    std::int64_t checked_ = 0;           ///< up to this step all numbers were finite
    std::int64_t noted_until_ = 0;       ///< samples at steps before this one are pending or past
    std::deque<Stretch> stretches_;      ///< begun and not finished
    std::deque<PendingSample> samples_;  ///< the observer has not been told
    std::vector<Spike> recent_;          ///< of the last steps, and perhaps of some before
    std::size_t many_spikes_ = 1 << 16;
};

/// Tells when the next checkpoint is due.
class CheckpointClock {
  public:
    CheckpointClock(const Checkpoints& checkpoints, std::int64_t step)
        : checkpoints_(checkpoints), step_(step) {}

    bool due(std::int64_t step) const {
        bool steps = checkpoints_.every_steps > 0 &&
                     step / checkpoints_.every_steps > step_ / checkpoints_.every_steps;
        bool wall = checkpoints_.every_wall_s > 0 && step > step_ &&
                    Clock::now() - begun_ >= Seconds(checkpoints_.every_wall_s);
        return steps || wall;
    }
    void written(std::int64_t step) {
        step_ = step;
        begun_ = Clock::now();
    }

  private:
    using Clock = std::chrono::steady_clock;
    using Seconds = std::chrono::duration<double>;
    const Checkpoints checkpoints_;
    std::int64_t step_;  ///< of the last
    Clock::time_point begun_ = Clock::now();
};

/// Returns why there is no final state, where a controller cannot give its own.
std::string tell_final_state(Run& run, RunObserver& observer) {
    try {
        std::vector<char> state = run.save();
        observer.final_state(run.steps_done(), state);
    } catch (const ControllerError& error) {
        return error.what();
    }
    return "";
}

}  // namespace

SimulationOutcome simulate(const Scenario& scenario, Backend& backend, RunObserver& observer,
                           const std::atomic<bool>& stop, const Progress& progress,
                           const Checkpoints& checkpoints) {
    Run run(scenario, backend, observer, stop, checkpoints);
    if (!checkpoints.resume.empty()) run.restore(checkpoints.resume, checkpoints.renewed);
    run.keep();
    CheckpointClock clock(checkpoints, run.steps_done());
    auto write_checkpoint = [&] {
        std::vector<char> state = run.save();
        observer.checkpoint(run.steps_done(), state);
        clock.written(run.steps_done());
    };
    if (checkpoints.first_step > 0 && run.steps_done() == checkpoints.first_step)
        write_checkpoint();
    SimulationOutcome outcome;
    outcome.steps_done = run.steps_done();
    // What was simulated until then is right; end as if interrupted.
    auto end_early = [&](const std::runtime_error& error) {
        outcome.failure = error.what();
        run.finish();
    };
    while (!run.done() && !outcome.interrupted && outcome.failure.empty()) {
        outcome.interrupted = stop.load(std::memory_order_relaxed);
        try {
            if (outcome.interrupted)
                run.finish();
            else
                run.proceed();
            run.check_now_and_then();
            bool last_chance = outcome.interrupted && checkpoints.when_stopped;
            if (last_chance || clock.due(run.steps_done())) write_checkpoint();
        } catch (const ControllerError& error) {
            end_early(error);
        } catch (const BrokenRun& error) {
            end_early(error);
        }
        if (progress && run.steps_done() != outcome.steps_done)
            progress(run.steps_done(), scenario.simulation.steps);
        outcome.steps_done = run.steps_done();
    }
    if (checkpoints.final_state && run.done() && outcome.failure.empty())
        outcome.no_final_state = tell_final_state(run, observer);
    outcome.control_wait_s = run.control_wait.seconds();
    outcome.simulate_s = run.device_time.seconds() + run.control_time.seconds();
    return outcome;
}

}  // namespace spikelight
