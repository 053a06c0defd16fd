// Colours: linear light, sRGB, wavelengths, and defaults that colour-blind people can tell apart.
#pragma once

#include <cstddef>

#include "engine/scenario/scenario.h"
#include "kernels/soma_shape.h"

namespace spikelight {

/// Linear light, Rec. 709 primaries; 1 is the brightest a plain screen shows, more is allowed.
using Rgb = Light3;

inline float luminance(const Rgb& c) {
    return 0.2126f * c.r + 0.7152f * c.g + 0.0722f * c.b;
}
inline Rgb mix(const Rgb& a, const Rgb& b, float t) {
    return (1 - t) * a + t * b;
}

/// IEC 61966-2-1, both ways; values 0 to 1.
float srgb_from_linear(float linear);
float linear_from_srgb(float srgb);
Rgb linear_from_srgb(const Color& color);
Color srgb_from_linear(const Rgb& linear);

/// The colour of a wavelength (m), its largest component 1. CIE 1931 2 degree matching functions by Wyman, Sloan,
/// Shirley 2013 (J Computer Graphics Techniques 2(2):1), brought into the gamut by mixing with grey. Wavelengths the
/// eye does not see take the colour at the end of the visible range.
Rgb wavelength_color(double wavelength);

/// The n-th default colour: Okabe and Ito 2008 (Color Universal Design), in an order that keeps the first ones farthest
/// apart and away from blue light; their black, on a black ground, is a light grey. Eight more follow that differ from
/// all before them for every eye as much as those do from each other. Repeats after sixteen.
Color default_color(std::size_t n);

/// A population's own colour, or the next default: those with a colour of their own use none up.
Color population_color(const Scenario& scenario, std::size_t population);

}  // namespace spikelight
