#include "render/tone.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

namespace spikelight {
namespace {

using tone::crosstalk;
using tone::curve;
using tone::table_place;

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

const std::array<std::uint16_t, tone::table_size>& tone_table() {
    static const auto table = [] {
        std::array<std::uint16_t, tone::table_size> values{};
        for (int i = 0; i < tone::table_size; ++i) {
            float root = float(i) / (tone::table_size - 1);
            float shown = srgb_from_linear(std::min(1.0f, curve(root * root * tone::table_end)));
            values[std::size_t(i)] = std::uint16_t(std::lround(shown * 255.0f * 256.0f));
        }
        return values;
    }();
    return table;
}

void tone_map(const HdrRows& rows, Image& image) {
    if (!image.rgb16.empty()) tone_map_deep(rows, image);
    const auto& table = tone_table();
    std::vector<std::int32_t> indices(std::size_t(rows.width) * 3);
    std::int32_t *ri = indices.data(), *gi = ri + rows.width, *bi = gi + rows.width;
    for (int y = rows.first_row; y < rows.end_row(); ++y) {
        std::size_t at = rows.at(0, y);
        const float *r = rows.r.data() + at, *g = rows.g.data() + at, *b = rows.b.data() + at;
#pragma omp simd
        for (int x = 0; x < rows.width; ++x) {
            float shared = crosstalk / 3 * (r[x] + g[x] + b[x]);
            ri[x] = int(table_place(r[x] + shared));
            gi[x] = int(table_place(g[x] + shared));
            bi[x] = int(table_place(b[x] + shared));
        }
        std::uint32_t dither[8];
        for (unsigned k = 0; k < 8; ++k) dither[k] = tone::dither(k, unsigned(y));
        std::uint8_t* out = image.row(y);
        for (int x = 0; x < rows.width; ++x) {
            std::uint32_t d = dither[x & 7];
            out[3 * x] = tone::shown(table[std::size_t(ri[x])], d);
            out[3 * x + 1] = tone::shown(table[std::size_t(gi[x])], d);
            out[3 * x + 2] = tone::shown(table[std::size_t(bi[x])], d);
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
                for (int x = 0; x < fine.width; ++x) sums[std::size_t(x)] += seen_of_light(row[x]);
            }
            float* out = to[channel]->data() + std::size_t(y) * std::size_t(result.width);
            for (int x = 0; x < result.width; ++x) {
                float sum = 0;
                for (int k = 0; k < side; ++k) sum += sums[std::size_t(x * side + k)];
                out[x] = light_of_seen(share * sum);
            }
        }
    return result;
}

Color tone_mapped(const Rgb& light) {
    float shared = crosstalk / 3 * (light.r + light.g + light.b);
    auto shown = [&](float channel) {
        return float(tone_table()[std::size_t(table_place(channel + shared))]) / (255.0f * 256.0f);
    };
    return {shown(light.r), shown(light.g), shown(light.b)};
}

}  // namespace spikelight
