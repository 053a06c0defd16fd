#include "render/color.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace spikelight {
namespace {

/// A Gaussian whose width differs on its two sides.
double lobe(double x, double mean, double left, double right) {
    double t = (x - mean) / (x < mean ? left : right);
    return std::exp(-0.5 * t * t);
}

}  // namespace

float srgb_from_linear(float linear) {
    float x = std::clamp(linear, 0.0f, 1.0f);
    return x <= 0.0031308f ? 12.92f * x : 1.055f * std::pow(x, 1 / 2.4f) - 0.055f;
}

float linear_from_srgb(float srgb) {
    return srgb <= 0.04045f ? srgb / 12.92f : std::pow((srgb + 0.055f) / 1.055f, 2.4f);
}

Rgb linear_from_srgb(const Color& color) {
    return {linear_from_srgb(color.r), linear_from_srgb(color.g), linear_from_srgb(color.b)};
}

Color srgb_from_linear(const Rgb& linear) {
    return {srgb_from_linear(linear.r), srgb_from_linear(linear.g), srgb_from_linear(linear.b)};
}

Rgb wavelength_color(double wavelength) {
    double nm = std::clamp(wavelength * 1e9, 420.0, 680.0);
    // Matching functions.
    double X = 1.056 * lobe(nm, 599.8, 37.9, 31.0) + 0.362 * lobe(nm, 442.0, 16.0, 26.7) -
               0.065 * lobe(nm, 501.1, 20.4, 26.2);
    double Y = 0.821 * lobe(nm, 568.8, 46.9, 40.5) + 0.286 * lobe(nm, 530.9, 16.3, 31.1);
    double Z = 1.217 * lobe(nm, 437.0, 11.8, 36.0) + 0.681 * lobe(nm, 459.0, 26.0, 13.8);
    // To Rec. 709; a pure wavelength lies outside, so add grey until nothing is negative.
    std::array<double, 3> rgb = {3.2406 * X - 1.5372 * Y - 0.4986 * Z,
                                 -0.9689 * X + 1.8758 * Y + 0.0415 * Z,
                                 0.0557 * X - 0.2040 * Y + 1.0570 * Z};
    double lowest = std::min(0.0, *std::min_element(rgb.begin(), rgb.end()));
    for (double& c : rgb) c -= lowest;
    double largest = *std::max_element(rgb.begin(), rgb.end());
    return {float(rgb[0] / largest), float(rgb[1] / largest), float(rgb[2] / largest)};
}

Color default_color(std::size_t n) {
    constexpr auto hex = [](unsigned rgb) {
        return Color{float(rgb >> 16) / 255, float(rgb >> 8 & 255) / 255, float(rgb & 255) / 255};
    };
    constexpr std::array<Color, 16> colors = {
        // Okabe and Ito
        hex(0xE69F00), hex(0x56B4E9), hex(0x009E73), hex(0xF0E442), hex(0xCC79A7), hex(0xD55E00),
        hex(0x0072B2), hex(0xE0E0E0),
        // and ours
        hex(0x66FF7F), hex(0x8C5438), hex(0xB4BF7C), hex(0xFF266E), hex(0xA5FFC3), hex(0xBF1CA4),
        hex(0x667FFF), hex(0x6E26FF)};
    return colors[n % colors.size()];
}

Color population_color(const Scenario& scenario, std::size_t population) {
    const auto& all = scenario.populations;
    if (all[population].color) return *all[population].color;
    return default_color(
        std::size_t(std::count_if(all.begin(), all.begin() + std::ptrdiff_t(population),
                                  [](const Population& earlier) { return !earlier.color; })));
}

}  // namespace spikelight
