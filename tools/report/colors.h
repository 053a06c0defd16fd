// Colours of the movie, dark enough for white paper.
#pragma once

#include <fmt/format.h>

#include <string>

#include "render/color.h"

namespace spikelight {

/// The colour itself where it shows on white paper, else a darker one: three times as dark as white (WCAG 2.1, for lines
/// and marks), which also shows on a dark page.
inline Color on_paper(const Color& color) {
    constexpr float lightest = 1.05f / 3 - 0.05f;
    const Rgb linear = linear_from_srgb(color);
    const float light = luminance(linear);
    return light <= lightest ? color : srgb_from_linear(lightest / light * linear);
}

inline Color paper_color(const Scenario& scenario, std::size_t population) {
    return on_paper(population_color(scenario, population));
}

/// Of one of a light's `count` sources: its wavelength, from dark to pale where there are several.
inline Color source_color(const Light& light, std::size_t source, std::size_t count) {
    const Color color = on_paper(srgb_from_linear(wavelength_color(light.wavelength)));
    if (count < 2) return color;
    const Rgb linear = linear_from_srgb(color);
    const float place = 2 * float(source) / float(count - 1) - 1;
    return srgb_from_linear(place < 0 ? mix(linear, {0, 0, 0}, -0.75f * place)
                                      : mix(linear, {1, 1, 1}, 0.35f * place));
}

inline std::string css(const Color& color) {
    return fmt::format("rgb({:.0f},{:.0f},{:.0f})", 255 * color.r, 255 * color.g, 255 * color.b);
}

}  // namespace spikelight
