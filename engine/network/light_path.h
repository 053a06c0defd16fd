// From a light's source to an opsin: the sources in space, and how many effective photons a joule
// of each brings.
#pragma once

#include <vector>

#include "engine/scenario/scenario.h"
#include "kernels/network.h"

namespace spikelight {

/// The sources of all lights in file order.
std::vector<LightSource> make_light_sources(const Scenario& scenario);

/// Expression per neuron, and per source the photons that count per joule: epsilon(wavelength) /
/// photon energy, where epsilon is the opsin's action spectrum (effectiveness per photon, 0 ... 1).
/// Throws std::runtime_error where a drawn expression is negative.
OpsinData make_opsin(const Scenario& scenario, const Opsin& opsin);

}  // namespace spikelight
