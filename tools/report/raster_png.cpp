#include <cmath>

#include "render/png_file.h"
#include "tools/report/raster.h"

namespace spikelight {

std::vector<unsigned char> raster_png(const RasterImage& image, Color color) {
    // A palette of one colour in 256 opacities: a pixel's coverage is its place in it.
    auto byte = [](float value) { return static_cast<std::uint8_t>(std::lround(255 * value)); };
    std::vector<std::uint8_t> palette, opacity;
    for (int coverage = 0; coverage < 256; ++coverage) {
        palette.insert(palette.end(), {byte(color.r), byte(color.g), byte(color.b)});
        opacity.push_back(std::uint8_t(coverage));
    }
    // No filter: neighbours in a raster have little in common.
    std::vector<std::uint8_t> rows;
    rows.reserve(image.coverage.size() + std::size_t(image.height));
    for (int y = 0; y < image.height; ++y) {
        auto row = image.coverage.begin() + std::ptrdiff_t(y) * image.width;
        rows.push_back(0);
        rows.insert(rows.end(), row, row + image.width);
    }
    PngFormat format{image.width,
                     image.height,
                     8,
                     PngFormat::Colour::palette,
                     {{"PLTE", palette}, {"tRNS", opacity}}};
    constexpr int small_enough = 6;  // of 1 to 12
    return png_file(format, rows, small_enough);
}

}  // namespace spikelight
