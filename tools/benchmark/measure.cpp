#include "tools/benchmark/measure.h"

#include <numeric>
#include <stdexcept>

#include "engine/network/network.h"
#include "engine/recording/spike_digest.h"
#include "engine/simulation/simulation.h"
#include "tools/backend_choice.h"
#include "tools/commands/options.h"
#include "tools/errors.h"

namespace spikelight {
namespace {

/// Takes in the spikes and nothing else.
class DigestObserver : public RunObserver {
  public:
    void spikes(std::int64_t, std::int64_t, std::span<const Spike> spikes) override {
        digest.update(spikes);
    }
    void trace_row(std::size_t, std::size_t, std::int64_t, std::span<const double>) override {}
    void command(std::int64_t, std::span<const double>) override {}

    SpikeDigest digest;
};

}  // namespace

BenchmarkRun measure_run(const Scenario& scenario, const std::string& backend, int threads,
                         const std::atomic<bool>& stop) {
    // Build.
    double begin = wall_seconds();
    NetworkData network = make_network(scenario, place_neurons(scenario));
    std::unique_ptr<Backend> engine = make_backend(backend, threads);
    BuildSummary built = engine->build(network);
    BenchmarkRun run;
    run.build_s = wall_seconds() - begin;

    // Run.
    DigestObserver observer;
    SimulationOutcome outcome = simulate(scenario, *engine, observer, stop);
    if (outcome.interrupted) throw Interrupted("interrupted; a benchmark leaves nothing behind");
    if (!outcome.failure.empty()) throw std::runtime_error(outcome.failure);

    // Tell.
    run.backend = engine->name();
    run.device = engine->device();
    run.digest = observer.digest.hexadecimal();
    run.neurons = scenario.neuron_count();
    run.steps = outcome.steps_done;
    run.synapses = std::accumulate(built.synapses.begin(), built.synapses.end(), std::uint64_t(0));
    run.synaptic_events = engine->synaptic_events();
    run.memory_bytes = built.memory_bytes;
    run.biological_s = double(outcome.steps_done) * scenario.simulation.dt;
    run.simulate_s = outcome.simulate_s;
    run.control_wait_s = outcome.control_wait_s;
    return run;
}

}  // namespace spikelight
