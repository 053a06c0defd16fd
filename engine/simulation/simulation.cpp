#include "engine/simulation/simulation.h"

#include <algorithm>
#include <vector>

#include "engine/control/loop.h"
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
          traces_(scenario),
          spikes_since_sample_(scenario.populations.size(), 0) {
        for (std::size_t p = 0; p < scenario.populations.size(); ++p)
            population_ends_.push_back(scenario.first_neuron(p) + scenario.populations[p].size);
    }

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
        if (loop_.active()) count(spikes);
        observer_.spikes(step, to, spikes);
        return to;
    }

    Stopwatch device_time, control_time;

  private:
    void sample(std::int64_t step) {
        Stopwatch::Lap lap(control_time);
        loop_.sample({step, spikes_since_sample_});
        std::fill(spikes_since_sample_.begin(), spikes_since_sample_.end(), 0);
    }

    void command(std::int64_t step) {
        backend_.command(loop_.irradiance());
        observer_.command(step, loop_.irradiance());
    }

    void count(std::span<const Spike> spikes) {
        for (const Spike& spike : spikes) {
            auto end = std::upper_bound(population_ends_.begin(), population_ends_.end(),
                                        std::int64_t(spike.neuron));
            ++spikes_since_sample_[std::size_t(end - population_ends_.begin())];
        }
    }

    const Scenario& scenario_;
    Backend& backend_;
    RunObserver& observer_;
    ControlLoop loop_;
    TraceReader traces_;
    std::vector<std::uint64_t> spikes_since_sample_;
    std::vector<std::int64_t> population_ends_;
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
