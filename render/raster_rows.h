// Which rows of the raster are whose.
#pragma once

#include <string>
#include <vector>

#include "render/canvas.h"
#include "render/scene.h"

namespace spikelight {

/// A population's share of the raster.
struct RasterBand {
    double top = 0, bottom = 0;  ///< pixels
    double row = 0;              ///< height of a neuron's row, pixels
    bool named = false;          ///< there is room for its name beside its middle
};

/// How high a name and the room around it are, for text of a size in pixels.
double name_height(double text_size);

/// Shares `area` among the shown populations by their numbers of neurons. Where every name fits, no population gets less
/// than a name's height, so that each stands beside its own rows; where they do not, the largest populations are named.
std::vector<RasterBand> share_raster(const Scene& scene, const Rectangle& area, double text_size);

}  // namespace spikelight
