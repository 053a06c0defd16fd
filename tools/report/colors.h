// Colours of populations, the same as in the movie.
#pragma once

#include <fmt/format.h>

#include <string>

#include "render/color.h"

namespace spikelight {

inline Color population_color(const Scenario& scenario, std::size_t population) {
    return scenario.populations[population].color.value_or(default_color(population));
}

inline std::string css(const Color& color) {
    return fmt::format("rgb({:.0f},{:.0f},{:.0f})", 255 * color.r, 255 * color.g, 255 * color.b);
}

}  // namespace spikelight
