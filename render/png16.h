// PNG of 16 bits per channel, which stb_image_write does not know: for stills that are to be graded.
#pragma once

#include <cstdint>
#include <vector>

#include "render/image.h"

namespace spikelight {

/// The whole file. `image.rgb16` holds the picture.
std::vector<std::uint8_t> png16_bytes(const Image& image);

}  // namespace spikelight
