#include "render/tone.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

namespace spikelight {
namespace {

constexpr float white = 14.0f;      // the light that the screen shows as white
constexpr float crosstalk = 0.05f;  // of the channels' mean
constexpr int table_size = 8192;
constexpr float table_end = 32.0f;  // the brightest light told apart

float curve(float x) {
    return x * (1 + x / (white * white)) / (1 + x);
}

/// The curve and sRGB over the square root of the light, in 1/256 of an 8-bit step.
const std::array<std::uint16_t, table_size>& tone_table() {
    static const auto table = [] {
        std::array<std::uint16_t, table_size> values{};
        for (int i = 0; i < table_size; ++i) {
            float root = float(i) / (table_size - 1);
            float shown = srgb_from_linear(std::min(1.0f, curve(root * root * table_end)));
            values[std::size_t(i)] = std::uint16_t(std::lround(shown * 255.0f * 256.0f));
        }
        return values;
    }();
    return table;
}

/// Bayer's 8 x 8 ordered dither, 0 to 252: a regular pattern, which also compresses.
const std::array<std::array<std::uint16_t, 8>, 8>& dither_pattern() {
    static const auto pattern = [] {
        std::array<std::array<std::uint16_t, 8>, 8> values{};
        for (unsigned y = 0; y < 8; ++y)
            for (unsigned x = 0; x < 8; ++x) {
                unsigned value = 0;
                for (unsigned bit = 0; bit < 3; ++bit)
                    value = value << 2 | ((x ^ y) >> bit & 1) << 1 | (y >> bit & 1);
                values[y][x] = std::uint16_t(4 * value);
            }
        return values;
    }();
    return pattern;
}

float table_index(float light) {
    return std::sqrt(std::clamp(light / table_end, 0.0f, 1.0f)) * float(table_size - 1) + 0.5f;
}

/// The 16 bits of one channel, computed without the table: its steps would show there.
std::uint16_t deep_value(float light) {
    return std::uint16_t(std::lround(65535.0f * srgb_from_linear(std::min(1.0f, curve(light)))));
}

void tone_map_deep(const HdrRows& rows, Image& image) {
    for (int y = rows.first_row; y < rows.end_row(); ++y)
        for (int x = 0; x < rows.width; ++x) {
            std::size_t i = rows.at(x, y);
            float shared = crosstalk / 3 * (rows.r[i] + rows.g[i] + rows.b[i]);
            std::uint16_t* out = image.rgb16.data() +
                                 3 * (std::size_t(y) * std::size_t(rows.width) + std::size_t(x));
            out[0] = deep_value(rows.r[i] + shared);
            out[1] = deep_value(rows.g[i] + shared);
            out[2] = deep_value(rows.b[i] + shared);
        }
}

}  // namespace

void tone_map(const HdrRows& rows, Image& image) {
    if (!image.rgb16.empty()) tone_map_deep(rows, image);
    const auto& table = tone_table();
    const auto& pattern = dither_pattern();
    std::vector<std::int32_t> indices(std::size_t(rows.width) * 3);
    std::int32_t *ri = indices.data(), *gi = ri + rows.width, *bi = gi + rows.width;
    for (int y = rows.first_row; y < rows.end_row(); ++y) {
        std::size_t at = rows.at(0, y);
        const float *r = rows.r.data() + at, *g = rows.g.data() + at, *b = rows.b.data() + at;
#pragma omp simd
        for (int x = 0; x < rows.width; ++x) {
            float shared = crosstalk / 3 * (r[x] + g[x] + b[x]);
            ri[x] = int(table_index(r[x] + shared));
            gi[x] = int(table_index(g[x] + shared));
            bi[x] = int(table_index(b[x] + shared));
        }
        const auto& dither = pattern[std::size_t(y & 7)];
        std::uint8_t* out = image.row(y);
        for (int x = 0; x < rows.width; ++x) {
            std::uint32_t d = dither[std::size_t(x & 7)];
            // The top of the scale has no step above it to dither to.
            out[3 * x] = std::uint8_t(std::min(65280u, table[std::size_t(ri[x])] + d) >> 8);
            out[3 * x + 1] = std::uint8_t(std::min(65280u, table[std::size_t(gi[x])] + d) >> 8);
            out[3 * x + 2] = std::uint8_t(std::min(65280u, table[std::size_t(bi[x])] + d) >> 8);
        }
    }
}

HdrRows resolve_samples(const HdrRows& fine, int side) {
    HdrRows result(fine.width / side, fine.first_row / side, fine.rows / side);
    const std::vector<float>* from[3] = {&fine.r, &fine.g, &fine.b};
    std::vector<float>* to[3] = {&result.r, &result.g, &result.b};
    std::vector<float> sums(std::size_t(fine.width));
    float share = 1 / float(side * side);
    for (int channel = 0; channel < 3; ++channel)
        for (int y = 0; y < result.rows; ++y) {
            // Down the samples' columns, then along them.
            std::fill(sums.begin(), sums.end(), 0.0f);
            for (int k = 0; k < side; ++k) {
                const float* row =
                    from[channel]->data() + std::size_t(y * side + k) * std::size_t(fine.width);
                for (int x = 0; x < fine.width; ++x) sums[std::size_t(x)] += row[x] / (1 + row[x]);
            }
            float* out = to[channel]->data() + std::size_t(y) * std::size_t(result.width);
            for (int x = 0; x < result.width; ++x) {
                float sum = 0;
                for (int k = 0; k < side; ++k) sum += sums[std::size_t(x * side + k)];
                float mean = std::min(share * sum, 0.9999f);
                out[x] = mean / (1 - mean);
            }
        }
    return result;
}

Color tone_mapped(const Rgb& light) {
    float shared = crosstalk / 3 * (light.r + light.g + light.b);
    auto shown = [&](float channel) {
        return float(tone_table()[std::size_t(table_index(channel + shared))]) / (255.0f * 256.0f);
    };
    return {shown(light.r), shown(light.g), shown(light.b)};
}

}  // namespace spikelight
