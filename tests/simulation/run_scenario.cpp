#include "tests/simulation/run_scenario.h"

#include <gtest/gtest.h>

#include "engine/network/network.h"

namespace spikelight::testing {
namespace {

class Collector : public RunObserver {
  public:
    explicit Collector(ScenarioRun& run) : run_(run) {}
    void spikes(std::int64_t, std::int64_t, std::span<const Spike> spikes) override {
        run_.spikes.insert(run_.spikes.end(), spikes.begin(), spikes.end());
    }
    void trace_row(std::size_t trace, std::size_t variable, std::int64_t,
                   std::span<const double> values) override {
        run_.traces[{trace, variable}].emplace_back(values.begin(), values.end());
    }
    void command(std::int64_t step, std::span<const double> irradiance) override {
        run_.commands.emplace_back(step, std::vector<double>(irradiance.begin(), irradiance.end()));
    }

    void checkpoint(std::int64_t step, std::span<const char> state) override {
        run_.checkpoints[step].assign(state.begin(), state.end());
    }
    void decisions(std::span<const Decision> decisions) override {
        run_.decisions.insert(run_.decisions.end(), decisions.begin(), decisions.end());
    }
    void observables(std::int64_t, std::span<const double> values) override {
        run_.observables.emplace_back(values.begin(), values.end());
    }

  private:
    ScenarioRun& run_;
};

}  // namespace

ScenarioRun run_scenario(const std::filesystem::path& file, int threads,
                         const std::vector<Override>& overrides) {
    return run_scenario(file, *make_cpu_backend(threads), overrides);
}

ScenarioRun run_scenario(const std::filesystem::path& file, Backend& backend,
                         const std::vector<Override>& overrides, const Checkpoints& checkpoints) {
    ScenarioRun run;
    run.scenario = read_scenario(file, overrides).scenario;
    NetworkData network = make_network(run.scenario, place_neurons(run.scenario));
    backend.build(network);
    Collector collector(run);
    std::atomic<bool> stop = false;
    run.outcome = simulate(run.scenario, backend, collector, stop, {}, checkpoints);
    run.synaptic_events = backend.synaptic_events();
    return run;
}

bool same_spikes(const std::vector<Spike>& a, const std::vector<Spike>& b) {
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
        if (a[i].step == b[i].step && a[i].neuron == b[i].neuron) continue;
        ADD_FAILURE() << "first difference at spike " << i << ": step " << a[i].step << " neuron "
                      << a[i].neuron << " against step " << b[i].step << " neuron " << b[i].neuron;
        return false;
    }
    EXPECT_EQ(a.size(), b.size());
    return a.size() == b.size();
}

}  // namespace spikelight::testing
