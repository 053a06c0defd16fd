// Points of the golden-angle spiral that fills a cylinder evenly, each a pure function of its
// index.
//
//   k = i + 1/2,  r = R sqrt(k / n),  theta = pi (1 + sqrt 5) k,  z = L (1 + sin(2 pi sqrt 2 k)) /
//   2
//
// The formula is Cleo's (assign_coords_uniform_cylinder; z is denser towards both ends). theta
// grows to 10^7 rad for a million points, so whole turns are taken off exactly, in integers, before
// the sine.
#pragma once

#include <cstdint>
#include <glm/vec3.hpp>

namespace spikelight {

/// A point in a cylinder's own coordinates: distance from the axis, angle around it, height above
/// the first face.
struct CylinderPoint {
    double r = 0;      ///< m
    double angle = 0;  ///< rad
    double z = 0;      ///< m
};

/// Point `index` of `count` in a cylinder of the given radius and length, m.
CylinderPoint spiral_point(std::int64_t index, std::int64_t count, double radius, double length);

/// The right-handed directions (e1, e2, axis): a point is start + z axis + r (e1 cos(angle) + e2
/// sin(angle)). The frame is that of Duff et al. 2017 ("Building an orthonormal basis, revisited",
/// JCGT 6:1), turned by a quarter so that the axis (0, 0, 1) has e1 = (0, 1, 0), e2 = (-1, 0, 0) as
/// in Cleo.
struct AxisFrame {
    glm::dvec3 e1, e2, axis;
};
AxisFrame make_axis_frame(const glm::dvec3& unit_axis);

/// Where a cylinder point lies in space, m.
glm::dvec3 place_in_cylinder(const CylinderPoint& point, const glm::dvec3& start,
                             const AxisFrame& frame);

}  // namespace spikelight
