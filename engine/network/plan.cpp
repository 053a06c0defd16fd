// How much a scenario would build, from its rules alone.
#include <algorithm>
#include <cmath>
#include <glm/geometric.hpp>

#include "engine/network/network.h"
#include "kernels/elementary.h"

namespace spikelight {
namespace {

/// Pairs (i, j), i below `from`, j below `to`, with |i - j| <= width.
double pairs_in_window(std::int64_t from, std::int64_t to, std::int64_t width) {
    double pairs = 0;
    for (std::int64_t i = 0; i < from; ++i) {
        std::int64_t first = i > width ? i - width : 0;
        std::int64_t last = width < to - 1 - i ? i + width : to - 1;
        pairs += static_cast<double>(std::max<std::int64_t>(0, last - first + 1));
    }
    return pairs;
}

/// Mean probability of connection by distance over pairs of at most 1000 neurons of each side,
/// evenly spread over the indices: exact for small populations, an estimate for large ones.
double mean_distance_probability(const Projection& rule, bool within,
                                 const std::vector<glm::dvec3>& from,
                                 const std::vector<glm::dvec3>& to) {
    constexpr std::size_t enough = 1000;
    const std::size_t from_stride = (from.size() + enough - 1) / enough;
    const std::size_t to_stride = (to.size() + enough - 1) / enough;
    double sum = 0, pairs = 0;
    for (std::size_t i = 0; i < from.size(); i += from_stride)
        for (std::size_t j = 0; j < to.size(); j += to_stride) {
            if (within && i == j && !rule.self) continue;
            const glm::dvec3 between = to[j] - from[i];
            const double squared = glm::dot(between, between) / (rule.sigma * rule.sigma);
            const bool gaussian = rule.profile == DistanceProfile::gaussian;
            sum += rule.probability * math::exp(gaussian ? -squared / 2 : -math::sqrt(squared));
            pairs += 1;
        }
    return pairs > 0 ? sum / pairs : 0;
}

double expected_synapses(const Scenario& scenario, const Projection& rule,
                         const std::vector<std::vector<glm::dvec3>>& positions) {
    const std::int64_t from = scenario.populations[rule.from].size;
    const std::int64_t to = scenario.populations[rule.to].size;
    const bool within = rule.from == rule.to;
    const double autapses = within && !rule.self ? static_cast<double>(from) : 0;
    const double pairs = static_cast<double>(from) * static_cast<double>(to) - autapses;
    const double count = static_cast<double>(rule.count);
    switch (rule.rule) {
        case ConnectRule::probability:
            return rule.probability * pairs;
        case ConnectRule::in_degree:
            return count * static_cast<double>(to);
        case ConnectRule::out_degree:
            return count * static_cast<double>(from);
        case ConnectRule::total:
            return count;
        case ConnectRule::window:
            return pairs_in_window(from, to, rule.count) - autapses;
        case ConnectRule::one_to_one:
            return static_cast<double>(std::min(from, to)) - autapses;
        case ConnectRule::all_to_all:
            return pairs;
        case ConnectRule::distance:
            return pairs * mean_distance_probability(rule, within, positions.at(rule.from),
                                                     positions.at(rule.to));
        case ConnectRule::list:
            return static_cast<double>(rule.pre.size());
    }
    return 0;
}

/// Of a synapse: its target as an offset of 16 bits, and what is its own of weight and delay.
double bytes_per_synapse(const Projection& rule, double real_bytes) {
    double bytes = 2;
    if (rule.weight.kind != Value::Kind::constant) bytes += real_bytes;
    if (rule.delay.kind != Value::Kind::constant) bytes += 2;
    return bytes;
}

}  // namespace

double neuron_memory_bytes(const Scenario& scenario) {
    const double real_bytes = scenario.simulation.precision == Precision::float64 ? 8 : 4;
    // v, I_e, input, refractory time, irradiance and where the neuron lies.
    double bytes = static_cast<double>(scenario.neuron_count()) * (4 * real_bytes + 4 + 3 * 8);
    // Opsins: three states, drives and expression per neuron, and a transmittance per source and
    // neuron.
    for (const Opsin& opsin : scenario.opsins) {
        const double size = static_cast<double>(scenario.populations[opsin.population].size);
        const double sources = static_cast<double>(scenario.source_count());
        bytes += size * real_bytes * (6 + sources);
    }
    return bytes;
}

NetworkPlan plan_network(const Scenario& scenario) {
    NetworkPlan plan;
    plan.neurons = scenario.neuron_count();
    plan.steps = scenario.simulation.steps;
    const double real_bytes = scenario.simulation.precision == Precision::float64 ? 8 : 4;

    // Connectivity: synapses, and where each row begins in each block of up to 65,536 targets.
    const double blocks = std::max(2.0, std::ceil(static_cast<double>(plan.neurons) / 65536));
    const bool by_distance =
        std::any_of(scenario.projections.begin(), scenario.projections.end(),
                    [](const Projection& rule) { return rule.rule == ConnectRule::distance; });
    const auto positions =
        by_distance ? place_neurons(scenario) : std::vector<std::vector<glm::dvec3>>{};
    for (const Projection& rule : scenario.projections) {
        plan.synapses.push_back(expected_synapses(scenario, rule, positions));
        plan.memory_bytes += plan.synapses.back() * bytes_per_synapse(rule, real_bytes) +
                             4 * blocks * static_cast<double>(scenario.populations[rule.from].size);
    }
    plan.memory_bytes += neuron_memory_bytes(scenario);
    return plan;
}

}  // namespace spikelight
