// From a light's source to an opsin: the sources in space, and how many effective photons a joule
// of each brings.
#pragma once

#include <vector>

#include "engine/scenario/scenario.h"
#include "kernels/network.h"

namespace spikelight {

/// The sources of all lights in file order.
std::vector<LightSource> make_light_sources(const Scenario& scenario);

}  // namespace spikelight
