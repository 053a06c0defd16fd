// How pictures are made, whatever they show.
#pragma once

#include <optional>

#include "kernels/cpu/isa.h"

namespace spikelight {

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
        48;  ///< per view ray and source; the error stays below 6e-4 of the brightest pixel
    std::optional<Isa> isa;  ///< none: active_isa()
};

}  // namespace spikelight
