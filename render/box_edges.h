// The twelve edges of the axes box as a camera sees them.
#pragma once

#include "render/axes.h"

namespace spikelight {

/// A face lies at the low or high end of an axis; it is far when its inside is seen.
bool is_far(const Box& box, const Camera& camera, int axis, bool high);

/// The edge along `axis` at the low or high ends of the two other axes.
AxisSegment edge(const Box& box, int axis, bool high1, bool high2);

}  // namespace spikelight
