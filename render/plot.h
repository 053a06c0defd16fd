// The set-up before any simulation: where neurons, fibers and their light will be.
#pragma once

#include <glm/vec3.hpp>
#include <vector>

#include "engine/scenario/scenario.h"
#include "render/image.h"
#include "render/options.h"

namespace spikelight {

/// Draws neurons in their populations' colours, fibers with every light softly on, axes, and a legend with counts,
/// opsins and what the lights are. `positions` is [population][neuron] in m, as place_neurons gives. The camera is where
/// the movie begins. Throws std::runtime_error where there is nothing to show.
Image plot_setup(const Scenario& scenario, const std::vector<std::vector<glm::dvec3>>& positions,
                 const RenderOptions& options = {});

}  // namespace spikelight
