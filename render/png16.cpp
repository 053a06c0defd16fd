#include "render/png16.h"

#include <cstring>

#include "render/png_file.h"

namespace spikelight {
namespace {

constexpr std::uint8_t filter_sub = 1;  // each pixel as the difference from the one to its left
constexpr int fast_and_small = 1;       // libdeflate's quickest level

/// One row after the filter: its kind, then each byte less the one a pixel before.
void filter_row(const std::uint8_t* row, std::size_t bytes, std::size_t pixel, std::uint8_t* out) {
    *out++ = filter_sub;
    std::memcpy(out, row, pixel);
#pragma omp simd
    for (std::size_t i = pixel; i < bytes; ++i) out[i] = std::uint8_t(row[i] - row[i - pixel]);
}

std::vector<std::uint8_t> filtered_16(const Image& image) {
    std::size_t channels = std::size_t(image.width) * 3;
    std::vector<std::uint8_t> result((2 * channels + 1) * std::size_t(image.height));
    std::vector<std::uint8_t> row(2 * channels);
    for (int y = 0; y < image.height; ++y) {
        // PNG keeps the higher byte first.
        const std::uint16_t* from = image.rgb16.data() + std::size_t(y) * channels;
        for (std::size_t i = 0; i < channels; ++i) {
            row[2 * i] = std::uint8_t(from[i] >> 8);
            row[2 * i + 1] = std::uint8_t(from[i]);
        }
        filter_row(row.data(), row.size(), 6, result.data() + std::size_t(y) * (row.size() + 1));
    }
    return result;
}

}  // namespace

std::vector<std::uint8_t> png16_bytes(const Image& image) {
    PngFormat format{image.width, image.height, 16, PngFormat::Colour::rgb, {{"sRGB", {0}}}};
    return png_file(format, filtered_16(image), fast_and_small);
}

}  // namespace spikelight
