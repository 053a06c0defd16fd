// stb_image_write is compiled here with internal linkage, for pictures small enough not to care for speed.
#define STB_IMAGE_WRITE_STATIC
#define STB_IMAGE_WRITE_IMPLEMENTATION
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#include <stb_image_write.h>
#pragma GCC diagnostic pop

#include <cmath>

#include "tools/report/raster.h"

namespace spikelight {

std::vector<unsigned char> raster_png(const RasterImage& image, Color color) {
    // Fill with the colour; the coverage is its opacity.
    auto byte = [](float value) { return static_cast<unsigned char>(std::lround(255 * value)); };
    std::vector<unsigned char> pixels;
    pixels.reserve(image.coverage.size() * 4);
    for (std::uint8_t coverage : image.coverage)
        pixels.insert(pixels.end(), {byte(color.r), byte(color.g), byte(color.b), coverage});

    std::vector<unsigned char> png;
    auto append = [](void* target, void* data, int size) {
        auto* bytes = static_cast<unsigned char*>(data);
        static_cast<std::vector<unsigned char>*>(target)->insert(
            static_cast<std::vector<unsigned char>*>(target)->end(), bytes, bytes + size);
    };
    stbi_write_png_to_func(append, &png, image.width, image.height, 4, pixels.data(),
                           image.width * 4);
    return png;
}

}  // namespace spikelight
