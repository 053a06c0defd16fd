#include "engine/network/network.h"

#include <cmath>
#include <limits>
#include <stdexcept>

#include <fmt/format.h>

#include "engine/network/keys.h"
#include "engine/network/light_path.h"
#include "engine/network/values.h"
#include "kernels/elementary.h"

namespace spikelight {
namespace {

MembraneModel membrane_of(NeuronModel model) {
    switch (model) {
        case NeuronModel::eif:
            return MembraneModel::eif;
        case NeuronModel::lif:
            return MembraneModel::lif;
        case NeuronModel::clamp:
            return MembraneModel::clamp;
        case NeuronModel::adex:
            return MembraneModel::adex;
        case NeuronModel::poisson:
            return MembraneModel::poisson;
    }
    throw std::logic_error("unknown neuron model");
}

/// A neuron that starts above its threshold would spike in step 0 without a reason.
void check_start(const Population& population, const std::vector<double>& v_init) {
    if (population.model == NeuronModel::clamp || population.model == NeuronModel::poisson) return;
    for (std::size_t i = 0; i < v_init.size(); ++i)
        if (!(v_init[i] < population.V_peak))
            throw std::runtime_error(
                fmt::format("population '{}', neuron {}: v_init = {:.6g} mV (not below V_peak = "
                            "{:.6g} mV, so it would spike at "
                            "once). Lower the mean or the spread of v_init, or raise V_peak",
                            population.name, i, v_init[i] * 1e3, population.V_peak * 1e3));
}

/// The sources' rates, none of which a draw may make negative.
std::vector<double> draw_rates(const Scenario& scenario, const Population& population) {
    std::vector<double> rates = draw_per_neuron(population.rate, population.size,
                                                draw_key(scenario.seed, "rate", population.name));
    for (std::size_t i = 0; i < rates.size(); ++i)
        if (!(rates[i] >= 0))
            throw std::runtime_error(fmt::format(
                "population '{}', neuron {}: rate = {:.6g} Hz (a rate is not negative). "
                "Lower its spread, or draw it lognormal",
                population.name, i, rates[i]));
    return rates;
}

PopulationData make_population(const Scenario& scenario, std::size_t index) {
    const Population& population = scenario.populations[index];
    const double dt = scenario.simulation.dt;
    PopulationData data;
    data.model = membrane_of(population.model);
    data.first = static_cast<std::uint32_t>(scenario.first_neuron(index));
    data.size = static_cast<std::uint32_t>(population.size);
    data.tau_m = population.tau_m;
    data.R_m = population.R_m;
    data.E_L = population.E_L;
    data.V_T = population.V_T;
    data.Delta_T = population.Delta_T;
    data.V_peak = population.V_peak;
    data.V_reset = population.V_reset;
    data.t_ref_steps = static_cast<int>(population.t_ref_steps);
    // Noise of this size per step gives the free membrane the standard deviation `noise`.
    data.noise_per_step = population.noise * math::sqrt(2 * dt / population.tau_m);
    data.noise_key = draw_key(scenario.seed, "noise", population.name);
    data.I_e = draw_per_neuron(population.I_e, population.size,
                               draw_key(scenario.seed, "I_e", population.name));
    data.v_init = draw_per_neuron(population.v_init, population.size,
                                  draw_key(scenario.seed, "v_init", population.name));
    check_start(population, data.v_init);
    data.a = population.a;
    data.b = population.b;
    data.tau_w = population.tau_w;
    if (population.model == NeuronModel::poisson) data.rate = draw_rates(scenario, population);
    data.spike_key = draw_key(scenario.seed, "spikes", population.name);
    return data;
}

ProjectionData::Rule rule_of(ConnectRule rule) {
    switch (rule) {
        case ConnectRule::probability:
            return ProjectionData::Rule::probability;
        case ConnectRule::in_degree:
            return ProjectionData::Rule::in_degree;
        case ConnectRule::out_degree:
            return ProjectionData::Rule::out_degree;
        case ConnectRule::total:
            return ProjectionData::Rule::total;
        case ConnectRule::window:
            return ProjectionData::Rule::window;
        case ConnectRule::one_to_one:
            return ProjectionData::Rule::one_to_one;
        case ConnectRule::all_to_all:
            return ProjectionData::Rule::all_to_all;
        case ConnectRule::distance:
            return ProjectionData::Rule::distance;
        case ConnectRule::list:
            return ProjectionData::Rule::list;
    }
    throw std::logic_error("unknown rule of connection");
}

/// Writes out the pairs of a projection whose synapses have values of their own, so that each gets the value of its
/// place: source by source, targets ascending.
void write_out_pairs(const Scenario& scenario, const Projection& projection, ProjectionData& data) {
    const bool listed =
        projection.weight.kind == Value::Kind::list || projection.delay.kind == Value::Kind::list;
    const bool all = projection.rule == ConnectRule::all_to_all;
    // Of other rules nobody knows the synapses beforehand, and the reader refuses their lists.
    if (!listed || (!all && projection.rule != ConnectRule::one_to_one)) return;
    const auto sources = static_cast<std::uint32_t>(scenario.populations[projection.from].size),
               targets = static_cast<std::uint32_t>(scenario.populations[projection.to].size);
    for (std::uint32_t pre = 0; pre < sources; ++pre)
        for (std::uint32_t post = all ? 0 : pre; post < (all ? targets : pre + 1); ++post) {
            if (projection.from == projection.to && !projection.self && pre == post) continue;
            data.pre.push_back(pre);
            data.post.push_back(post);
        }
    data.rule = ProjectionData::Rule::list;
}

ProjectionData make_projection(const Scenario& scenario, const Projection& projection) {
    const double dt = scenario.simulation.dt;
    ProjectionData data;
    data.rule = rule_of(projection.rule);
    data.from = static_cast<std::uint32_t>(projection.from);
    data.to = static_cast<std::uint32_t>(projection.to);
    data.probability = projection.probability;
    data.count = static_cast<std::uint64_t>(projection.count);
    data.sigma = projection.sigma;
    data.gaussian = projection.profile == DistanceProfile::gaussian;
    data.self = projection.self;
    data.multiple = projection.multiple;
    data.pre = projection.pre;
    data.post = projection.post;
    write_out_pairs(scenario, projection, data);
    data.key = draw_key(scenario.seed, "connect", projection.name);
    data.weight = make_synapse_draw(projection.weight, SynapseQuantity::weight, dt,
                                    draw_key(scenario.seed, "weight", projection.name));
    data.delay = make_synapse_draw(projection.delay, SynapseQuantity::delay, dt,
                                   draw_key(scenario.seed, "delay", projection.name));
    return data;
}

/// Positions by global index, NaN where a population has none.
void append_positions(NetworkData& network, const std::vector<glm::dvec3>& points,
                      std::int64_t size) {
    constexpr double nowhere = std::numeric_limits<double>::quiet_NaN();
    for (std::int64_t i = 0; i < size; ++i) {
        const glm::dvec3 point =
            points.empty() ? glm::dvec3(nowhere) : points[static_cast<std::size_t>(i)];
        network.x.push_back(point.x);
        network.y.push_back(point.y);
        network.z.push_back(point.z);
    }
}

}  // namespace

NetworkData make_network(const Scenario& scenario,
                         const std::vector<std::vector<glm::dvec3>>& positions) {
    NetworkData network;
    network.dt = scenario.simulation.dt;
    network.float64 = scenario.simulation.precision == Precision::float64;
    for (std::size_t p = 0; p < scenario.populations.size(); ++p) {
        network.populations.push_back(make_population(scenario, p));
        append_positions(network, positions.at(p), scenario.populations[p].size);
    }
    for (const Projection& projection : scenario.projections)
        network.projections.push_back(make_projection(scenario, projection));
    network.sources = make_light_sources(scenario);
    for (const Light& light : scenario.lights)
        if (light.field.values) network.field_values.push_back(light.field.values);
    for (const Opsin& opsin : scenario.opsins)
        network.opsins.push_back(make_opsin(scenario, opsin));
    return network;
}

}  // namespace spikelight
