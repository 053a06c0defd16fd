#include "engine/simulation/simulation.h"

#include <algorithm>

#include "engine/control/loop.h"
#include "engine/control/sampler.h"
#include "engine/simulation/stopwatch.h"
#include "engine/simulation/trace_reader.h"

namespace spikelight {
namespace {

/// Steps between looks at the stop flag and the progress line, where nothing else interrupts.
constexpr std::int64_t longest_stretch = 1024;

class Run {
  public:
    Run(const Scenario& scenario, Backend& backend, RunObserver& observer)
        : scenario_(scenario),
          backend_(backend),
          observer_(observer),
          loop_(scenario),
          sampler_(scenario),
          traces_(scenario) {}

    /// Takes one stretch: everything that happens at `step`, then the steps up to the next such event.
    std::int64_t advance_from(std::int64_t step) {
        if (loop_.active() && loop_.next_sample(step) == step) sample(step);
        if (loop_.apply(step) || step == 0) command(step);
        traces_.read(step, backend_, observer_, device_time);

        std::int64_t to = std::min({scenario_.simulation.steps, step + longest_stretch,
                                    loop_.next_command(step + 1), traces_.next(step + 1)});
        if (loop_.active()) to = std::min(to, loop_.next_sample(step + 1));
        {
            Stopwatch::Lap lap(device_time);
            backend_.advance(step, to);
        }
        std::span<const Spike> spikes = backend_.spikes();
        if (loop_.active()) sampler_.count(spikes);
        observer_.spikes(step, to, spikes);
        return to;
    }

    Stopwatch device_time, control_time;

  private:
    void sample(std::int64_t step) {
        Sample sample;
        {
            Stopwatch::Lap lap(device_time);
            sample = sampler_.take(step, [&](const Observation& what, std::span<double> values) {
                backend_.observe(step, what, values);
            });
        }
        {
            Stopwatch::Lap lap(control_time);
            loop_.sample(sample);
        }
        if (!sample.values.empty()) observer_.observables(step, sample.values);
        if (!loop_.decisions().empty()) observer_.decisions(loop_.decisions());
    }

    void command(std::int64_t step) {
        backend_.command(loop_.irradiance());
        observer_.command(step, loop_.irradiance());
    }

    const Scenario& scenario_;
    Backend& backend_;
    RunObserver& observer_;
    ControlLoop loop_;
    Sampler sampler_;
    TraceReader traces_;
};

}  // namespace

SimulationOutcome simulate(const Scenario& scenario, Backend& backend, RunObserver& observer,
                           const std::atomic<bool>& stop, const Progress& progress) {
    Run run(scenario, backend, observer);
    SimulationOutcome outcome;
    while (outcome.steps_done < scenario.simulation.steps) {
        if (stop.load(std::memory_order_relaxed)) {
            outcome.interrupted = true;
            break;
        }
        outcome.steps_done = run.advance_from(outcome.steps_done);
        if (progress) progress(outcome.steps_done, scenario.simulation.steps);
    }
    outcome.control_wait_s = run.control_time.seconds();
    outcome.simulate_s = run.device_time.seconds() + outcome.control_wait_s;
    return outcome;
}

}  // namespace spikelight
