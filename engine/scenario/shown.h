// What a film of a scenario can show.
#pragma once

#include <glm/vec3.hpp>
#include <vector>

#include "engine/scenario/scenario.h"

namespace spikelight {

/// False where a film would be empty: no population shown has positions, and no light is shown.
bool shows_anything(const Scenario& scenario, const VideoSettings& video);
/// The same of the neurons at these places, [population][neuron] in m, of which video.limits may leave none.
bool shows_anything(const VideoSettings& video,
                    const std::vector<std::vector<glm::dvec3>>& positions);

}  // namespace spikelight
