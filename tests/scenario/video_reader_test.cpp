// [video] and its camera.
#include <gtest/gtest.h>

#include "engine/scenario/reader.h"
#include "tests/scenario/scenario_writer.h"

namespace spikelight {
namespace {

using testing::replace_once;
using testing::ScenarioWriter;
using testing::valid_scenario;

TEST(VideoReader, ReadsEveryKeyOfTheVideo) {
    ScenarioWriter writer;
    const std::string text =
        replace_once(valid_scenario, "slowdown = 10\nlimits = { z = [\"0 um\", \"600 um\"] }",
                     R"(every = "1.6667 ms"
slowdown = 5
size = [640, 480]
samples = 4
contours = ["1 mW/mm^2", "5 mW/mm^2"]
light_maximum = "30 mW/mm^2"
glow = "90 ms"
soma_diameter = "20 um"
limits = { x = ["-1 mm", "1 mm"] }
show = { populations = ["inh"], lights = [], axes = false, raster = false, stimulus = false, time = false, legend = false, scale_bar = false }
z_down = false
[video.camera]
orbit = "90 deg"
azimuth = "30 deg"
elevation = "-20 deg"
distance = "3 mm"
field_of_view = "40 deg"
look_at = ["0 mm", "1 mm", "2 mm"]
aperture = "300 um"
focus_distance = "2.5 mm")");
    VideoSettings expected;
    expected.every = 1.6667e-3;
    expected.slowdown = 5;
    expected.width = 640;
    expected.height = 480;
    expected.samples = 4;
    expected.contours = {1e3, 5e3};
    expected.light_maximum = 30e3;
    expected.glow = 90e-3;
    expected.soma_diameter = 20e-6;
    expected.limits_x = glm::dvec2(-1e-3, 1e-3);
    expected.populations = {1};
    expected.axes = expected.raster = expected.stimulus = expected.time = expected.legend =
        expected.scale_bar = false;
    expected.z_down = false;
    expected.camera = {30, -20, 3e-3, 40, glm::dvec3(0, 1e-3, 2e-3), 90, {}, 300e-6, 2.5e-3};
    EXPECT_EQ(writer.read(text).scenario.video, expected);
}

TEST(VideoReader, ReadsKeyframesOfTheCamera) {
    ScenarioWriter writer;
    const std::string text = std::string(valid_scenario) + R"(
[[video.camera.keyframe]]
at = "0 ms"
azimuth = "10 deg"
[[video.camera.keyframe]]
at = "20 ms"
elevation = "30 deg"
distance = "3 mm"
field_of_view = "40 deg"
look_at = ["0 mm", "1 mm", "2 mm"]
)";
    const std::vector<CameraKeyframe> expected = {
        {0, 10, std::nullopt, std::nullopt, std::nullopt, std::nullopt},
        {20e-3, std::nullopt, 30, 3e-3, 40, glm::dvec3(0, 1e-3, 2e-3)}};
    EXPECT_EQ(writer.read(text).scenario.video->camera.keyframes, expected);
}

}  // namespace
}  // namespace spikelight
