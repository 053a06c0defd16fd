// A scenario and its seed become numbers: positions, parameters per neuron, light sources, rules of connectivity.
#pragma once

#include <glm/vec3.hpp>
#include <vector>

#include "engine/scenario/scenario.h"
#include "kernels/network.h"

namespace spikelight {

/// [population][neuron], m; empty for a population without positions.
std::vector<std::vector<glm::dvec3>> place_neurons(const Scenario& scenario);

/// Everything a backend needs. Draws per neuron (I_e, v_init, expression) are made here, from Philox.
/// Throws std::runtime_error where a draw leaves its range (v_init above V_peak).
NetworkData make_network(const Scenario& scenario,
                         const std::vector<std::vector<glm::dvec3>>& positions);

/// What a run would need, for `spikelight check`: computed from the rules, nothing is drawn.
struct NetworkPlan {
    std::int64_t neurons = 0;
    std::vector<double> synapses;  ///< expected, per projection
    double memory_bytes = 0;       ///< connectivity, state and tables
    std::int64_t steps = 0;
};
NetworkPlan plan_network(const Scenario& scenario);
/// What the neurons alone need, however large: no neuron is placed for it.
double neuron_memory_bytes(const Scenario& scenario);

}  // namespace spikelight
