// What a measured light field looks like: the ellipsoid that has its middle and its widths.
#pragma once

#include "engine/scenario/scenario.h"
#include "render/scene.h"

namespace spikelight {

/// Fits a Gaussian ellipsoid to the field about its axis, by its moments, and makes it the source that is shown: as bright
/// along the brightest ray across the axis. Contours, which say how bright, are not drawn of it.
void show_field(const MeasuredField& field, ShownSource& shown);

}  // namespace spikelight
