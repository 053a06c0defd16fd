// PNG files as stb_image_write does not write them: 16 bits per channel, palettes.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace spikelight {

/// What a PNG says of its pixels, and the chunks that come between that and them.
struct PngFormat {
    enum class Colour : std::uint8_t { rgb = 2, palette = 3 };
    struct Chunk {
        std::string name;  ///< four letters
        std::vector<std::uint8_t> data;
    };
    int width = 0, height = 0;
    std::uint8_t bits = 8;  ///< per channel
    Colour colour = Colour::rgb;
    std::vector<Chunk> chunks;
};

/// The whole file. `rows` holds them as PNG filters them: each begins with its filter's number. `level` is libdeflate's,
/// 1 (quick) ... 12 (small). Throws std::bad_alloc.
std::vector<std::uint8_t> png_file(const PngFormat& format, const std::vector<std::uint8_t>& rows,
                                   int level);

}  // namespace spikelight
