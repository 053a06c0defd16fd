// Pictures: 8-bit sRGB for files, linear high dynamic range for everything before.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "render/color.h"

namespace spikelight {

/// 8-bit sRGB, rows from the top, three bytes per pixel; a still for print has all 16 bits beside them.
struct Image {
    int width = 0, height = 0;
    std::vector<std::uint8_t> rgb;
    std::vector<std::uint16_t> rgb16;  ///< empty, or the same picture in 16 bits per channel

    Image() = default;
    Image(int width_, int height_)
        : width(width_), height(height_), rgb(std::size_t(width_) * std::size_t(height_) * 3) {}
    std::uint8_t* row(int y) { return rgb.data() + std::size_t(y) * std::size_t(width) * 3; }
    const std::uint8_t* row(int y) const {
        return rgb.data() + std::size_t(y) * std::size_t(width) * 3;
    }
};

/// Linear light of some rows of a picture, one plane per channel so that loops over pixels vectorise.
struct HdrRows {
    int width = 0, first_row = 0, rows = 0;
    std::vector<float> r, g, b;

    HdrRows(int width_, int first_row_, int rows_) : width(width_) { move_to(first_row_, rows_); }
    /// Stands for other rows of the picture from now on; what light is in them is left as it is.
    void move_to(int first_row_, int rows_) {
        first_row = first_row_;
        rows = rows_;
        auto pixels = std::size_t(width) * std::size_t(rows);
        r.resize(pixels);
        g.resize(pixels);
        b.resize(pixels);
    }
    int end_row() const { return first_row + rows; }
    /// Index of pixel (x, y), y counted from the picture's top.
    std::size_t at(int x, int y) const {
        return std::size_t(y - first_row) * std::size_t(width) + std::size_t(x);
    }
    void add(int x, int y, const Rgb& light) {
        std::size_t i = at(x, y);
        r[i] += light.r;
        g[i] += light.g;
        b[i] += light.b;
    }
    /// Covers the pixel with `light` to the fraction `alpha`.
    void cover(int x, int y, const Rgb& light, float alpha) {
        std::size_t i = at(x, y);
        r[i] += alpha * (light.r - r[i]);
        g[i] += alpha * (light.g - g[i]);
        b[i] += alpha * (light.b - b[i]);
    }
};

/// Writes a PNG of 8 bits per channel, or of 16 where the image has them: each pixel as the difference from the one to
/// its left, compressed for speed. The file appears whole or not at all: it is written beside its place and renamed.
/// Throws std::runtime_error with path and reason, a full disk included.
void write_png(const Image& image, const std::filesystem::path& path);

}  // namespace spikelight
