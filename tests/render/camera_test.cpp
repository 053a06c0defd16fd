// The camera against geometry done by hand.
#include <gtest/gtest.h>

#include <cmath>
#include <glm/geometric.hpp>

#include "render/camera.h"

namespace spikelight {
namespace {

constexpr double pixel = 1e-9;  // double precision over a few hundred pixels

CameraPath level_path() {
    CameraPath path;
    path.azimuth = path.elevation = 0;
    path.distance = 2;
    path.field_of_view = 2 * std::atan(0.5);  // the viewport is 2 m high at the target
    path.viewport = {100, 50, 400, 200};
    return path;
}

TEST(Camera, ProjectsKnownPoints) {
    Camera camera = level_path().at(0);
    // 200 rows over 2 m: 100 pixels per m at the target, whose depth is 2.
    ScreenPoint target = camera.project({0, 0, 0});
    EXPECT_NEAR(target.x, 300, pixel);
    EXPECT_NEAR(target.y, 150, pixel);
    EXPECT_NEAR(target.depth, 2, pixel);
    // +x is to the right, depth (+z) down, +y towards the viewer and so larger.
    EXPECT_NEAR(camera.project({0.5, 0, 0}).x, 350, pixel);
    EXPECT_NEAR(camera.project({0, 0, 0.5}).y, 200, pixel);
    ScreenPoint nearer = camera.project({0.5, 1, 0});
    EXPECT_NEAR(nearer.depth, 1, pixel);
    EXPECT_NEAR(nearer.x, 400, pixel);
}

TEST(Camera, WithZUpTheOtherWayRound) {
    CameraPath path = level_path();
    path.z_down = false;
    Camera camera = path.at(0);
    EXPECT_NEAR(camera.project({0.5, 0, 0}).x, 350, pixel);
    EXPECT_NEAR(camera.project({0, 0, 0.5}).y, 100, pixel);
}

TEST(Camera, RaysGoThroughThePointsTheyProjectFrom) {
    CameraPath path = level_path();
    path.azimuth = 0.7;
    path.elevation = 0.4;
    Camera camera = path.at(0);
    glm::dvec3 point{0.3, -0.2, 0.1};
    ScreenPoint p = camera.project(point);
    EXPECT_NEAR(glm::length(glm::cross(camera.ray(p.x, p.y), glm::normalize(point - camera.eye()))),
                0, 1e-12);
}

TEST(Camera, ElevationLooksDownFromAboveTheSurface) {
    CameraPath path = level_path();
    path.elevation = 0.5;
    EXPECT_LT(path.at(0).eye().z, 0) << "-z is above the surface";
}

TEST(Camera, TheOrbitTurnsByItsAngleSoftly) {
    CameraPath path = level_path();
    path.orbit = 1;
    auto angle_at = [&](double progress) {
        glm::dvec3 eye = path.at(progress).eye();
        return std::atan2(eye.x, eye.y);
    };
    EXPECT_NEAR(angle_at(0), 0, 1e-12);
    EXPECT_NEAR(angle_at(0.5), 0.5, 1e-12);
    EXPECT_NEAR(angle_at(1), 1, 1e-12);
    EXPECT_LT(angle_at(0.01), 0.001) << "starts at rest";
}

TEST(Camera, PassesThroughItsKeyframesAndRestsOutsideThem) {
    CameraSettings settings;
    settings.keyframes = {{1e-3, 10, 20, 4e-3, 30, glm::dvec3(0)},
                          {2e-3, 50, {}, 1e-3, {}, {}},
                          {4e-3, 40, {}, {}, {}, glm::dvec3(1e-3, 0, 0)}};
    CameraPath path = fit_camera(settings, true, {100, 50, 400, 200}, {{0, 0, 0}, {1, 1, 1}}, 5e-3);
    EXPECT_FALSE(path.still());
    auto pose_at = [&](double ms) { return pose_between(path.keys, ms / 5); };
    auto degrees = [](double radians) { return radians * 180 / M_PI; };
    EXPECT_NEAR(degrees(pose_at(0).azimuth), 10, 1e-9);
    EXPECT_NEAR(degrees(pose_at(1).azimuth), 10, 1e-9);
    EXPECT_NEAR(degrees(pose_at(2).azimuth), 50, 1e-9);
    EXPECT_NEAR(degrees(pose_at(5).azimuth), 40, 1e-9);
    // What a keyframe leaves out is as before.
    EXPECT_NEAR(degrees(pose_at(2).elevation), 20, 1e-9);
    EXPECT_NEAR(pose_at(4).distance, 1e-3, 1e-15);
    EXPECT_NEAR(pose_at(2).target.x, 0, 1e-15);
    EXPECT_NEAR(pose_at(4).target.x, 1e-3, 1e-15);
    // Between two keys that are at rest at both ends the middle is half the way, distances by ratio: sqrt(4) = 2.
    CameraPath two = path;
    two.keys.pop_back();
    EXPECT_NEAR(pose_between(two.keys, 1.5 / 5).distance, 2e-3, 1e-12);
}

TEST(Camera, MovesBetweenKeyframesWithoutJerkOrOvershoot) {
    std::vector<PoseKey> keys(4);
    double azimuths[4] = {0, 1, 1.2, 0.5}, times[4] = {0.1, 0.3, 0.7, 0.9};
    for (int k = 0; k < 4; ++k) keys[k].progress = times[k], keys[k].pose.azimuth = azimuths[k];
    double step = 1e-4, last = 0, last_speed = 0;
    for (double p = step; p < 1; p += step) {
        double azimuth = pose_between(keys, p).azimuth, speed = (azimuth - last) / step;
        EXPECT_GE(azimuth, -1e-12);
        EXPECT_LE(azimuth, 1.2 + 1e-12) << "never past the farthest key";
        // A kink would change the speed at once by the stretches' slopes, 5 to 0.5; the cubic's change per step is its
        // acceleration, at most about 6 x 1 / 0.2^2 = 150, times the step.
        EXPECT_LT(std::abs(speed - last_speed), 2 * 150 * step) << p;
        last = azimuth, last_speed = speed;
    }
}

TEST(Camera, TheDefaultViewHoldsEverythingAndFillsThePicture) {
    std::vector<glm::dvec3> points;
    for (int corner = 0; corner < 8; ++corner)
        points.push_back(
            {corner & 1 ? 1e-3 : -1e-3, corner & 2 ? 1e-3 : -1e-3, corner & 4 ? 4e-4 : 0});
    for (double orbit : {0.0, 180.0}) {
        CameraSettings settings;
        settings.orbit = orbit;
        CameraPath path = fit_camera(settings, true, {100, 50, 1600, 700}, points);
        double left = 1e9, right = -1e9, top = 1e9, bottom = -1e9;
        for (int view = 0; view <= 48; ++view)
            for (const glm::dvec3& point : points) {
                ScreenPoint p = path.at(view / 48.0).project(point);
                left = std::min(left, p.x), right = std::max(right, p.x);
                top = std::min(top, p.y), bottom = std::max(bottom, p.y);
            }
        // A pixel of slack for the halvings of the distance.
        EXPECT_GE(left, 99);
        EXPECT_LE(right, 1701);
        EXPECT_GE(top, 49);
        EXPECT_LE(bottom, 751);
        EXPECT_GT(std::max((right - left) / 1600, (bottom - top) / 700), 0.9) << "orbit " << orbit;
    }
}

}  // namespace
}  // namespace spikelight
