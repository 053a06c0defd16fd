#include "tests/backend/hand_made_network.h"

#include <algorithm>
#include <numeric>

namespace spikelight::testing {

PopulationData& add_population(NetworkData& network, std::uint32_t size) {
    PopulationData population;
    population.first = network.neuron_count();
    population.size = size;
    population.tau_m = 20e-3;
    population.R_m = 500e6;
    population.E_L = -70e-3;
    population.V_T = -50e-3;
    population.Delta_T = 2e-3;
    population.V_peak = 30e-3;
    population.V_reset = -55e-3;
    population.I_e = {60e-12};
    population.v_init = {-70e-3};
    population.noise_key = 1000 + network.populations.size();
    network.populations.push_back(population);
    network.x.resize(network.neuron_count());
    network.y.resize(network.neuron_count());
    network.z.resize(network.neuron_count());
    return network.populations.back();
}

ProjectionData& add_projection(NetworkData& network, std::uint32_t from, std::uint32_t to,
                               ProjectionData::Rule rule, double weight, double delay) {
    ProjectionData projection;
    projection.rule = rule;
    projection.from = from;
    projection.to = to;
    projection.key = 100 + network.projections.size();
    projection.weight.a = weight;
    projection.weight.key = 200 + network.projections.size();
    projection.delay.a = delay;
    projection.delay.key = 300 + network.projections.size();
    network.projections.push_back(projection);
    return network.projections.back();
}

BackendRun run_backend(const NetworkData& network, int threads, std::int64_t steps,
                       std::int64_t stretch) {
    auto backend = make_cpu_backend(threads);
    backend->build(network);
    if (!network.sources.empty())
        backend->command(std::vector<double>(network.sources.size(), 5000.0));
    BackendRun run;
    for (std::int64_t step = 0; step < steps; step += stretch) {
        backend->advance(step, std::min(step + stretch, steps));
        run.spikes.insert(run.spikes.end(), backend->spikes().begin(), backend->spikes().end());
    }
    for (std::uint32_t p = 0; p < network.populations.size(); ++p) {
        Observation all{p, Variable::v, 0, {}};
        all.neurons.resize(network.populations[p].size);
        std::iota(all.neurons.begin(), all.neurons.end(), 0u);
        std::vector<double> v(all.neurons.size());
        backend->observe(steps, all, v);
        run.v.insert(run.v.end(), v.begin(), v.end());
    }
    run.synaptic_events = backend->synaptic_events();
    return run;
}

}  // namespace spikelight::testing
