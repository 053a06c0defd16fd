// How pictures are made, whatever they show.
#pragma once

#include <optional>

#include "kernels/cpu/isa.h"

namespace spikelight {

class PictureDevice;

enum class Depth {
    eight_bits,   ///< per channel, dithered
    sixteen_bits  ///< beside the eight: for stills
};

struct RenderOptions {
    int width = 0, height = 0;  ///< pixels; 0: what the scenario says
    int samples = 0;            ///< per pixel: 1, 4 or 16; 0: what the scenario says
    Depth depth = Depth::eight_bits;
    int threads = 0;  ///< 0: all that the machine has
    int march_samples =
        48;  ///< per view ray and source; the error stays below 1e-3 of the brightest pixel
    std::optional<Isa> isa;  ///< none: active_isa()
    PictureDevice* device =
        nullptr;  ///< makes the scene's part of 8-bit pictures; none: the CPU. Outlives the renderer
};

}  // namespace spikelight
