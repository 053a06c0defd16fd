// From linear light to 8 bits of sRGB.
//
// Each channel takes a little of the others first, so that very bright colours turn white as on film; then Reinhard's
// extended curve x (1 + x / w^2) / (1 + x) (Reinhard et al. 2002, SIGGRAPH) and sRGB, from a table over the square root of
// the light, and an ordered dither of one step of the 8-bit scale against banding.
#pragma once

#include <cstdint>

#include "kernels/elementary.h"
#include "kernels/host_device.h"

namespace spikelight {

namespace tone {

inline constexpr float white = 14.0f;      // the light that the screen shows as white
inline constexpr float crosstalk = 0.05f;  // of the channels' mean
inline constexpr int table_size = 8192;
inline constexpr float table_end = 32.0f;         // the brightest light told apart
inline constexpr std::uint32_t table_unit = 256;  // of the table, in an 8-bit step
inline constexpr std::uint32_t table_most =
    65280;  // the top of the scale has no step above it to dither to
inline constexpr float most_seen = 0.9999f;  // of a mean of samples

SPIKELIGHT_HD float curve(float x) {
    return x * (1.0f + x / (white * white)) / (1.0f + x);
}

/// Where in the table a light lies.
SPIKELIGHT_HD float table_place(float light) {
    return math::sqrt(math::clamp(light / table_end, 0.0f, 1.0f)) * float(table_size - 1) + 0.5f;
}

/// Bayer's 8 x 8 ordered dither, 0 to 252: a regular pattern, which also compresses.
SPIKELIGHT_HD std::uint32_t dither(std::uint32_t x, std::uint32_t y) {
    std::uint32_t value = 0;
    for (std::uint32_t bit = 0; bit < 3; ++bit)
        value = value << 2 | ((x ^ y) >> bit & 1) << 1 | (y >> bit & 1);
    return 4 * value;
}

SPIKELIGHT_HD std::uint8_t shown(std::uint32_t table_value, std::uint32_t dither) {
    std::uint32_t sum = table_value + dither;
    return std::uint8_t((sum < table_most ? sum : table_most) / table_unit);
}

}  // namespace tone

/// Samples of a pixel are averaged as the screen would show them, x / (1 + x): a mean of light itself would leave the
/// edges of bright things jagged.
SPIKELIGHT_HD float seen_of_light(float light) {
    return light / (1.0f + light);
}
SPIKELIGHT_HD float light_of_seen(float seen) {
    float mean = math::min(seen, tone::most_seen);
    return mean / (1.0f - mean);
}

}  // namespace spikelight
