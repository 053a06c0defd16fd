#include "render/camera.h"

#include <algorithm>
#include <cmath>
#include <glm/geometric.hpp>
#include <glm/trigonometric.hpp>

namespace spikelight {
namespace {

constexpr double default_azimuth = 22, default_elevation = 16,
                 default_field_of_view = 20;  // degrees

/// Extent of the points on the picture, relative to the viewport: 1 fills it.
struct Extent {
    double left = 1e300, right = -1e300, top = 1e300, bottom = -1e300;
    bool behind = false, in_corner = false;

    void include(const ScreenPoint& p, const Viewport& viewport) {
        behind = behind || p.depth <= 0;
        in_corner = in_corner || (p.x > viewport.left + viewport.width - viewport.corner_width &&
                                  p.y < viewport.top + viewport.corner_height);
        glm::dvec2 centre = viewport.centre();
        left = std::min(left, (p.x - centre.x) / (viewport.width / 2));
        right = std::max(right, (p.x - centre.x) / (viewport.width / 2));
        top = std::min(top, (p.y - centre.y) / (viewport.height / 2));
        bottom = std::max(bottom, (p.y - centre.y) / (viewport.height / 2));
    }
    void merge(const Extent& other) {
        behind = behind || other.behind;
        in_corner = in_corner || other.in_corner;
        left = std::min(left, other.left), right = std::max(right, other.right);
        top = std::min(top, other.top), bottom = std::max(bottom, other.bottom);
    }
    bool fits() const {
        return !behind && !in_corner && left >= -1 && right <= 1 && top >= -1 && bottom <= 1;
    }
};

Extent extent_at(const CameraPath& path, const std::vector<glm::dvec3>& points, double progress) {
    Camera camera = path.at(progress);
    Extent extent;
    for (const glm::dvec3& point : points) extent.include(camera.project(point), path.viewport);
    return extent;
}

/// The views of an orbit that are looked at.
int view_count(const CameraPath& path) {
    return path.still() ? 1 : 49;
}
double view_progress(const CameraPath& path, int view) {
    return path.still() ? 0 : view / 48.0;
}

bool fits_throughout(const CameraPath& path, const std::vector<glm::dvec3>& points) {
    for (int view = 0; view < view_count(path); ++view)
        if (!extent_at(path, points, view_progress(path, view)).fits()) return false;
    return true;
}

/// The nearest distance from which everything is seen.
double fitting_distance(CameraPath path, const std::vector<glm::dvec3>& points, double size) {
    double near = 0.05 * size, far = 0.1 * size;
    for (path.distance = far; !fits_throughout(path, points) && far < 1e3 * size;
         path.distance = far)
        far *= 1.5;
    for (int halving = 0; halving < 30; ++halving) {
        path.distance = (near + far) / 2;
        (fits_throughout(path, points) ? far : near) = path.distance;
    }
    return far;
}

/// Moves the target so that the points lie in the viewport's middle: both ways for a still camera, up and down for one
/// that turns around the target.
void centre_target(CameraPath& path, const std::vector<glm::dvec3>& points) {
    Camera camera = path.at(0);
    double scale = camera.scale_at(path.distance);
    Extent all;
    for (int view = 0; view < view_count(path); ++view)
        all.merge(extent_at(path, points, view_progress(path, view)));
    double shift = (all.top + all.bottom) / 4 * path.viewport.height / scale;
    if (path.still()) {
        path.target += (all.left + all.right) / 4 * path.viewport.width / scale * camera.right() -
                       shift * camera.up();
    } else {
        path.target.z += (path.z_down ? shift : -shift) * std::cos(path.elevation);
    }
}

}  // namespace

Camera::Camera(const glm::dvec3& eye, const glm::dvec3& target, const glm::dvec3& up, double focal,
               const glm::dvec2& centre)
    : eye_(eye), forward_(glm::normalize(target - eye)), focal_(focal), centre_(centre) {
    right_ = glm::normalize(glm::cross(forward_, up));
    up_ = glm::cross(right_, forward_);
}

ScreenPoint Camera::project(const glm::dvec3& point) const {
    glm::dvec3 from_eye = point - eye_;
    double depth = glm::dot(from_eye, forward_);
    double scale = focal_ / std::max(depth, 1e-12);
    return {centre_.x + glm::dot(from_eye, right_) * scale,
            centre_.y - glm::dot(from_eye, up_) * scale, depth};
}

glm::dvec3 Camera::ray(double x, double y) const {
    return glm::normalize(plane_ray(x, y));
}

Camera Camera::with_lens(double aperture, double focus) const {
    Camera camera = *this;
    camera.aperture_ = aperture;
    camera.focus_ = focus;
    return camera;
}

Camera Camera::magnified(double factor) const {
    Camera camera = *this;
    camera.focal_ *= factor;
    camera.centre_ *= factor;
    return camera;
}

Camera CameraPath::at(double progress) const {
    double t = std::clamp(progress, 0.0, 1.0);
    CameraPose pose = keys.empty() ? CameraPose(*this) : pose_between(keys, t);
    double angle = pose.azimuth + orbit * t * t * (3 - 2 * t);
    // Looking straight down leaves no horizon: stay a little off the pole.
    double lift = std::clamp(pose.elevation, -1.5697, 1.5697);
    glm::dvec3 up = {0, 0, z_down ? -1 : 1};
    glm::dvec3 towards_viewer = {0, z_down ? 1 : -1, 0};
    glm::dvec3 horizontal =
        std::cos(angle) * towards_viewer + std::sin(angle) * glm::dvec3(1, 0, 0);
    glm::dvec3 eye =
        pose.target + pose.distance * (std::cos(lift) * horizontal + std::sin(lift) * up);
    double focal = viewport.height / 2 / std::tan(pose.field_of_view / 2);
    return Camera(eye, pose.target, up, focal, viewport.centre())
        .with_lens(aperture, focus_distance.value_or(pose.distance));
}

namespace {

CameraPath fit_pose(const CameraSettings& settings, bool z_down, const Viewport& viewport,
                    const std::vector<glm::dvec3>& points) {
    CameraPath path;
    path.azimuth = glm::radians(settings.azimuth.value_or(default_azimuth));
    path.elevation = glm::radians(settings.elevation.value_or(default_elevation));
    path.orbit = glm::radians(settings.orbit);
    path.field_of_view = glm::radians(settings.field_of_view.value_or(default_field_of_view));
    path.z_down = z_down;
    path.viewport = viewport;
    path.aperture = settings.aperture;
    path.focus_distance = settings.focus_distance;
    // Begin at the middle of the points' box.
    glm::dvec3 low(1e300), high(-1e300);
    for (const glm::dvec3& p : points) low = glm::min(low, p), high = glm::max(high, p);
    double size = std::max(glm::length(high - low), 1e-6);
    path.target = settings.look_at.value_or((low + high) / 2.0);
    path.distance = settings.distance.value_or(fitting_distance(path, points, size));
    // Centre and come closer by turns; each round brings the picture nearer to filling the viewport.
    if (settings.look_at || settings.distance) return path;
    for (int round = 0; round < 6; ++round) {
        centre_target(path, points);
        path.distance = fitting_distance(path, points, size);
    }
    return path;
}

/// A keyframe as settings of its own: what it leaves out is as before.
void carry_over(const CameraKeyframe& keyframe, CameraSettings& settings) {
    if (keyframe.azimuth) settings.azimuth = keyframe.azimuth;
    if (keyframe.elevation) settings.elevation = keyframe.elevation;
    if (keyframe.distance) settings.distance = keyframe.distance;
    if (keyframe.field_of_view) settings.field_of_view = keyframe.field_of_view;
    if (keyframe.look_at) settings.look_at = keyframe.look_at;
}

}  // namespace

CameraPath fit_camera(const CameraSettings& settings, bool z_down, const Viewport& viewport,
                      const std::vector<glm::dvec3>& points, double duration) {
    CameraPath path = fit_pose(settings, z_down, viewport, points);
    // Each keyframe is framed by itself.
    CameraSettings here = settings;
    for (const CameraKeyframe& keyframe : settings.keyframes) {
        carry_over(keyframe, here);
        path.keys.push_back(
            {duration > 0 ? keyframe.at / duration : 0, fit_pose(here, z_down, viewport, points)});
    }
    return path;
}

}  // namespace spikelight
