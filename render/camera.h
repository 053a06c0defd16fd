// A perspective camera, and how it finds its place.
#pragma once

#include <cmath>
#include <glm/vec2.hpp>
#include <glm/vec3.hpp>
#include <optional>
#include <vector>

#include "engine/scenario/scenario.h"

namespace spikelight {

/// Where on the picture the scene goes, in pixels.
struct Viewport {
    double left = 0, top = 0, width = 0, height = 0;
    double corner_width = 0, corner_height = 0;  ///< of its top right corner that is taken by words
    glm::dvec2 centre() const { return {left + width / 2, top + height / 2}; }
};

/// A point on the picture: x right, y down, in pixels; depth along the view in m, not positive behind the eye.
struct ScreenPoint {
    double x = 0, y = 0, depth = 0;
};

class Camera {
  public:
    Camera() = default;
    /// Looks from `eye` at `target`; `focal` is in pixels per unit of tangent, `centre` the pixel of the target.
    Camera(const glm::dvec3& eye, const glm::dvec3& target, const glm::dvec3& up, double focal,
           const glm::dvec2& centre);

    ScreenPoint project(const glm::dvec3& point) const;
    /// Unit vector from the eye through the point (x, y) of the picture.
    glm::dvec3 ray(double x, double y) const;
    /// The same ray up to the plane at depth 1, no unit vector: it changes evenly from pixel to pixel.
    glm::dvec3 plane_ray(double x, double y) const {
        return forward_ + (x - centre_.x) / focal_ * right_ - (y - centre_.y) / focal_ * up_;
    }
    /// Pixels per m at a depth.
    double scale_at(double depth) const { return focal_ / depth; }

    /// Radius of the circle of confusion of a point at a depth, pixels: an aperture of diameter A focused at f shows it
    /// as a disc of diameter A |depth - f| / (depth f) times the focal length. 0 without a lens.
    double blur_at(double depth) const {
        return aperture_ / 2 * std::abs(depth - focus_) / (depth * focus_) * focal_;
    }
    bool has_lens() const { return aperture_ > 0; }
    /// The same view through a thin lens of this diameter, focused at this depth, m.
    Camera with_lens(double aperture, double focus) const;

    /// The same view on a picture `factor` times as large.
    Camera magnified(double factor) const;

    const glm::dvec3& eye() const { return eye_; }
    const glm::dvec3& forward() const { return forward_; }
    const glm::dvec3& right() const { return right_; }
    const glm::dvec3& up() const { return up_; }

  private:
    glm::dvec3 eye_{0}, forward_{0, 0, 1}, right_{1, 0, 0}, up_{0, -1, 0};
    double focal_ = 1;
    glm::dvec2 centre_{0};
    double aperture_ = 0, focus_ = 1;
};

/// Where a camera stands and looks.
///
/// Azimuth 0 looks along the horizontal axis -y (z down: +y points at the viewer) with +x to the right; it grows as the
/// camera moves to its own right. Elevation lifts the camera above the horizon.
struct CameraPose {
    glm::dvec3 target{0};
    double azimuth = 0, elevation = 0;  ///< rad
    double distance = 1;                ///< m
    double field_of_view = 0.5;         ///< rad, vertical, of the viewport
};

/// A pose that the camera takes at a point of the movie.
struct PoseKey {
    double progress = 0;  ///< 0 to 1 through the movie
    CameraPose pose;
};

/// The camera's way over a movie: a pose and a turn from it, or through poses in order.
struct CameraPath : CameraPose {
    double orbit = 0;                      ///< rad, over the whole movie
    double aperture = 0;                   ///< m; 0: all is sharp
    std::optional<double> focus_distance;  ///< m; none: that of the target
    std::vector<PoseKey> keys;             ///< ascending; none: the pose above, and the orbit
    bool z_down = true;
    Viewport viewport;

    bool still() const { return orbit == 0 && keys.size() < 2; }
    /// `progress` from 0 to 1 through the movie; every move starts and ends softly.
    Camera at(double progress) const;
};

/// Fills what the settings leave open so that all `points` lie in the viewport throughout the orbit, or at each keyframe
/// that says neither distance nor look_at. `duration` (s) is the movie's, to place keyframes in it.
CameraPath fit_camera(const CameraSettings& settings, bool z_down, const Viewport& viewport,
                      const std::vector<glm::dvec3>& points, double duration = 1);

/// A pose between keys: each quantity on a monotone cubic (Fritsch and Carlson 1980), so that the camera passes through
/// the keys without a jerk, never swings past one, and rests before the first and after the last. The distance changes
/// by equal ratios.
CameraPose pose_between(const std::vector<PoseKey>& keys, double progress);

}  // namespace spikelight
