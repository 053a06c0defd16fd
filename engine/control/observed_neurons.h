// Which neurons an observable is about, and how often a site of an electrode detects them.
#pragma once

#include <glm/vec3.hpp>
#include <vector>

#include "engine/scenario/scenario.h"

namespace spikelight {

/// The probability that a spike at distance r (m) is detected, as in Cleo's MultiUnitActivity:
///   p(r) = 1 for r <= r_perfect, else h / (r - r_perfect + h), h = r_half - r_perfect
/// so that p(r_half) = 1/2; 0 where that is not above the observable's cutoff_probability.
double detection_probability(const Observable& observable, double r);

/// m
double distance(const glm::dvec3& a, const glm::dvec3& b);

/// True where any observable depends on where neurons are.
bool needs_positions(const Scenario& scenario);

/// [population][neuron]: true for those that the observable's sphere holds; all without a sphere.
/// `positions` as place_neurons gives them, or empty where no sphere is asked for.
std::vector<std::vector<bool>> select_neurons(
    const Scenario& scenario, const Observable& observable,
    const std::vector<std::vector<glm::dvec3>>& positions);

}  // namespace spikelight
