// From a light's source to an opsin: the sources in space, and how many effective photons a joule
// of each brings.
#pragma once

#include <vector>

#include "engine/scenario/scenario.h"
#include "kernels/network.h"

namespace spikelight {

/// A field as sources hold it; its values stay where they are.
LightField make_light_field(const MeasuredField& measured);

/// The sources of all lights in file order, where they are at step 0. A field's values stay the
/// scenario's.
std::vector<LightSource> make_light_sources(const Scenario& scenario);

/// The same where they are in force at a step: at the last multiple of their path's period.
std::vector<LightSource> sources_in_force(const Scenario& scenario, std::int64_t step);

/// Expression per neuron, and per source the photons that count per joule: epsilon(wavelength) /
/// photon energy, where epsilon is the opsin's action spectrum (effectiveness per photon, 0 ... 1).
/// Throws std::runtime_error where a drawn expression is negative.
OpsinData make_opsin(const Scenario& scenario, const Opsin& opsin);

}  // namespace spikelight
