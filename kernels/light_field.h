// A light field on a regular grid: measured, or simulated by Monte Carlo, for light that no formula gives.
//
// Values are transmittances, irradiance (or fluence rate) relative to the source's irradiance, at the points
// origin + i spacing of a source's own frame: z along its axis; x and y perpendicular, or r from the axis in place of both.
// Between points the values are interpolated linearly along each axis; outside the grid it is dark. One exception: closer
// to the axis than the first r the first r counts, since tables of annuli begin half an annulus away from it.
#pragma once

#include <cstddef>

#include "kernels/elementary.h"
#include "kernels/host_device.h"

namespace spikelight {

struct LightField {
    const float* values = nullptr;  ///< [x][y][z]; [r][1][z] where radial
    int shape[3] = {1, 1, 1};
    double origin[3] = {0, 0, 0};           ///< m
    double inverse_spacing[3] = {1, 1, 1};  ///< 1/m
    bool radial = false;
};

/// Where a coordinate lies on one axis of the grid.
struct GridCell {
    int low, high;    ///< the points on both sides
    double fraction;  ///< of the way from low to high
    bool inside;
};

SPIKELIGHT_HD GridCell cell_at(LightField const& f, int axis, double coordinate) {
    double last = f.shape[axis] - 1;
    double at = (coordinate - f.origin[axis]) * f.inverse_spacing[axis];
    if (f.radial && axis == 0) at = math::max(at, 0.0);
    // A point of the border belongs to the grid, however its coordinate was rounded.
    constexpr double slack = 1e-6;
    if (!(at >= -slack && at <= last + slack)) return {0, 0, 0, false};
    at = math::clamp(at, 0.0, last);
    int low = int(at);
    int high = low + 1 < f.shape[axis] ? low + 1 : low;
    return {low, high, at - low, true};
}

/// Transmittance at a point of the source's frame, m.
SPIKELIGHT_HD double field_transmittance(LightField const& f, double x, double y, double z) {
    GridCell a = cell_at(f, 0, f.radial ? math::sqrt(x * x + y * y) : x);
    GridCell b = cell_at(f, 1, f.radial ? f.origin[1] : y);
    GridCell c = cell_at(f, 2, z);
    if (!(a.inside && b.inside && c.inside)) return 0;
    // Along z at four corners, then along y, then along x.
    auto along_z = [&](int i, int j) {
        const float* row = f.values + (std::size_t(i) * std::size_t(f.shape[1]) + std::size_t(j)) *
                                          std::size_t(f.shape[2]);
        double low = row[c.low], high = row[c.high];
        return low + (high - low) * c.fraction;
    };
    auto along_y = [&](int i) {
        double low = along_z(i, b.low), high = along_z(i, b.high);
        return low + (high - low) * b.fraction;
    };
    double low = along_y(a.low), high = along_y(a.high);
    return low + (high - low) * a.fraction;
}

}  // namespace spikelight
