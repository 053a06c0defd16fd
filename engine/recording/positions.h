// positions.csv: population,index,x_mm,y_mm,z_mm of every neuron that has a position.
#pragma once

#include <filesystem>
#include <glm/vec3.hpp>
#include <vector>

#include "engine/scenario/scenario.h"

namespace spikelight {

/// `positions` is [population][neuron] in m; a population without positions is empty and gets no
/// rows.
void write_positions(const std::filesystem::path& path, const Scenario& scenario,
                     const std::vector<std::vector<glm::dvec3>>& positions);

/// Throws std::runtime_error where the file is missing, damaged, or not of this scenario.
std::vector<std::vector<glm::dvec3>> read_positions(const std::filesystem::path& path,
                                                    const Scenario& scenario);

}  // namespace spikelight
