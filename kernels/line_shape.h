// The pixels of an antialiased line.
#pragma once

#include "kernels/elementary.h"
#include "kernels/host_device.h"

namespace spikelight {

/// A line on a picture, pixels; the unit vector along it, half its width, and the strength of one thinner than a pixel,
/// which keeps that width.
template <class Real>
struct LineShape {
    Real x0, y0, ux, uy, length, half, strength;

    /// The share of a pixel (its middle) that the line covers; it falls over one pixel at the sides and at the ends.
    SPIKELIGHT_HD Real coverage(Real px, Real py) const {
        Real dx = px - x0, dy = py - y0;
        Real along = dx * ux + dy * uy, across = math::abs(dx * uy - dy * ux);
        Real side = math::clamp(half + Real(0.5) - across, Real(0), Real(1));
        Real end = math::clamp(math::min(along, length - along) + Real(0.5), Real(0), Real(1));
        return strength * side * end;
    }
};

}  // namespace spikelight
