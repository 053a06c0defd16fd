// Ticks: round numbers, never on top of each other.
#include <gtest/gtest.h>

#include "render/axes.h"
#include "render/furniture.h"
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
                Camera camera =
                    fit_camera(settings, true, layout.viewport, scene.box.corners()).at(0);
                AxesView axes = view_axes(scene, layout, camera, reserved);
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
