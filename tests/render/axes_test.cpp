// Ticks: round numbers, never on top of each other.
#include <gtest/gtest.h>

#include "render/axes.h"
#include "render/furniture.h"
#include "render/legend.h"
#include "render/ticks.h"
#include "tests/render/recordings.h"

namespace spikelight {
namespace {

TEST(Ticks, StepsAreOneTwoOrFive) {
    EXPECT_DOUBLE_EQ(nice_step(0.7), 1);
    EXPECT_DOUBLE_EQ(nice_step(1), 1);
    EXPECT_DOUBLE_EQ(nice_step(1.01), 2);
    EXPECT_DOUBLE_EQ(nice_step(33), 50);
    EXPECT_DOUBLE_EQ(nice_step(51), 100);
    EXPECT_DOUBLE_EQ(nice_step(0.012), 0.02);
}

TEST(Ticks, BothEndsCount) {
    EXPECT_EQ(tick_values(-1000, 1000, 500).size(), 5u);
    EXPECT_EQ(tick_values(0.1, 0.3, 0.1).size(), 3u) << "0.3 is not a multiple of 0.1 in binary";
    EXPECT_EQ(tick_values(1, 99, 100).size(), 0u);
}

TEST(Ticks, LabelsHaveTheDigitsTheirStepNeeds) {
    EXPECT_EQ(tick_label(300, 100), "300");
    EXPECT_EQ(tick_label(0.3, 0.1), "0.3");
    EXPECT_EQ(tick_label(-0.05, 0.05), "\u22120.05");
    EXPECT_EQ(tick_label(-1e-17, 0.1), "0.0") << "no minus zero";
}

struct Size {
    int width, height;
};

TEST(Axes, LabelsNeverOverlapWhereverTheCameraStands) {
    Recording recording = testing::tutorial_recording();
    Scene scene = make_scene(recording);
    std::size_t fewest = 1000;
    for (Size size : {Size{1920, 1080}, {640, 360}, {3840, 2160}, {1080, 1920}})
        for (double elevation : {-35.0, 3.0, 16.0, 50.0, 85.0})
            for (double azimuth = 0; azimuth < 360; azimuth += 15) {
                Layout layout = make_layout(scene, size.width, size.height);
                std::vector<Rectangle> reserved = furniture_areas(scene, layout);
                CameraSettings settings;
                settings.azimuth = azimuth;
                settings.elevation = elevation;
                CameraPath path = fit_camera(settings, true, layout.viewport, scene.box.corners());
                AxesView axes = view_axes(scene, layout, path.at(0),
                                          EdgePlan(scene.box, path, 0).at(0), reserved);
                for (std::size_t a = 0; a < axes.labels.size(); ++a) {
                    const Rectangle& area = axes.labels[a].area;
                    for (std::size_t b = 0; b < a; ++b)
                        ASSERT_FALSE(area.overlaps(axes.labels[b].area))
                            << axes.labels[a].text << " and " << axes.labels[b].text
                            << " at azimuth " << azimuth;
                    for (const Rectangle& other : reserved) ASSERT_FALSE(area.overlaps(other));
                    ASSERT_GE(area.left, 0);
                    ASSERT_LE(area.right, layout.picture.right);
                    ASSERT_LE(area.bottom, layout.picture.bottom);
                }
                if (elevation == 16) fewest = std::min(fewest, axes.labels.size());
            }
    EXPECT_GE(fewest, 8u) << "the usual views keep names and ticks on every axis";
}

/// An orbit around the tutorial, as a movie of 600 frames.
struct Orbit {
    Recording recording = testing::tutorial_recording();
    Scene scene = make_scene(recording);
    Layout layout = make_layout(scene, 1920, 1080);
    CameraPath path;

    explicit Orbit(double elevation) {
        CameraSettings settings;
        settings.elevation = elevation;
        settings.orbit = 360;
        path = fit_camera(settings, true, layout.viewport, scene.box.corners());
    }
};

TEST(Axes, AnOrbitMovesTicksSeldomAndFadesThemBefore) {
    Orbit orbit(20);
    EdgePlan plan(orbit.scene.box, orbit.path, 0.02);
    for (std::size_t axis = 0; axis < 3; ++axis) {
        int moves = 0;
        for (int frame = 1; frame <= 600; ++frame) {
            AxisSegment before = plan.at((frame - 1) / 600.0).edges[axis],
                        now = plan.at(frame / 600.0).edges[axis];
            if (before.from == now.from && before.to == now.to) {
                // A step of 1/600 of a fade of 1/50.
                EXPECT_NEAR(now.strength, before.strength, 0.1) << "frame " << frame;
                continue;
            }
            ++moves;
            EXPECT_LT(before.strength + now.strength, 0.15) << "frame " << frame;
        }
        // Each of four sides, and the upper edges while an axis points at the camera.
        EXPECT_GE(moves, 2);
        EXPECT_LE(moves, 6);
    }
}

TEST(Axes, NoAxisHasALoneTick) {
    for (double elevation : {2.0, 20.0, 60.0}) {
        Orbit orbit(elevation);
        EdgePlan plan(orbit.scene.box, orbit.path, 0.02);
        std::vector<Rectangle> reserved = furniture_areas(orbit.scene, orbit.layout);
        for (int frame = 0; frame < 600; frame += 5) {
            AxesView axes = view_axes(orbit.scene, orbit.layout, orbit.path.at(frame / 600.0),
                                      plan.at(frame / 600.0), reserved);
            // The labels of an axis stand together, its name, if there is room, at their end.
            int ticks = 0;
            for (const AxisLabel& label : axes.labels) {
                if (label.title) {
                    EXPECT_NE(ticks, 1) << label.text << " in frame " << frame;
                }
                ticks = label.title ? 0 : ticks + 1;
            }
        }
    }
}

TEST(Axes, TheBoxKeepsOffTheLegend) {
    Recording recording = testing::tutorial_recording();
    for (LightModel model : {LightModel::fiber, LightModel::koehler}) {
        Light& light = recording.scenario.lights[0];
        light.model = model;
        light.radius = 300e-6;
        light.depth = 500e-6;
        Scene scene = make_scene(recording);
        Layout layout = make_layout(scene, 1920, 1080);
        keep_off_legend(scene, layout);
        Rectangle legend = legend_area(scene, layout);
        CameraPath path = fit_camera({}, true, layout.viewport, scene.box.corners());
        for (const glm::dvec3& corner : scene.box.corners()) {
            ScreenPoint p = path.at(0).project(corner);
            EXPECT_FALSE(p.x > legend.left && p.y < legend.bottom) << p.x << " " << p.y;
        }
    }
}

TEST(Axes, TheLegendOfASetUpSaysTheSizeOfEachKindOfLight) {
    Light light;
    light.positions.resize(2);
    light.core_radius = 100e-6;
    light.maximum = 30e3;
    EXPECT_EQ(light_facts(light), "2 × Ø 200 µm, up to 30 mW/mm²");
    light.model = LightModel::koehler;
    light.radius = 300e-6;
    light.depth = 500e-6;
    EXPECT_EQ(light_facts(light), "2 × Ø 600 µm, 500 µm deep, up to 30 mW/mm²");
    light.model = LightModel::gaussian_ellipsoid;
    light.sigma_lateral = 20e-6;
    light.sigma_axial = 50e-6;
    EXPECT_EQ(light_facts(light), "2 × σ 20 µm across, 50 µm along, up to 30 mW/mm²");
}

TEST(Axes, TheBoxHoldsTissueAndTipsInRoundNumbers) {
    Recording recording = testing::tutorial_recording();
    Scene scene = make_scene(recording);
    for (const ShownNeuron& neuron : scene.neurons)
        EXPECT_TRUE(scene.box.contains(neuron.position));
    EXPECT_NEAR(scene.box.low.z, 0, 1e-12) << "the tips";
    EXPECT_NEAR(scene.box.high.z, 400e-6, 1e-9);
    EXPECT_NEAR(scene.box.low.x, -1e-3, 1e-9);
}

TEST(Axes, LimitsCutTheBoxAndTheNeurons) {
    Recording recording = testing::tutorial_recording();
    recording.scenario.video->limits_x = glm::dvec2(0, 600e-6);
    Scene scene = make_scene(recording);
    EXPECT_EQ(scene.box.low.x, 0);
    EXPECT_EQ(scene.box.high.x, 600e-6);
    EXPECT_LT(scene.neurons.size(), 250u);
    for (const ShownNeuron& neuron : scene.neurons) EXPECT_GE(neuron.position.x, 0);
}

}  // namespace
}  // namespace spikelight
