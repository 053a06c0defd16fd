// How a measured light field is shown: how far it reaches, and how bright it is.
#pragma once

#include "engine/scenario/scenario.h"
#include "render/scene.h"

namespace spikelight {

/// Bounds the field's light, and makes it as bright as 1 along the brightest ray across its axis. The picture marches
/// through its values (kernels/field_march.h); contours, which suppose a round light, are not drawn of it.
void show_field(const MeasuredField& field, ShownSource& shown);

}  // namespace spikelight
