// Pictures of lights that are not a fiber that stands still.
#include <gtest/gtest.h>

#include "render/layout.h"
#include "render/renderer.h"
#include "tests/render/recordings.h"
#include "tests/render/small_pictures.h"

namespace spikelight {
namespace {

using testing::bare;
using testing::plain_recording;
using testing::small;

TEST(LightPicture, AMovingLightIsFilmedWhereItIs) {
    // At 25 ms the light of the path is where one that stands still there is; the camera is that of the whole path.
    Recording recording = bare(plain_recording());
    Light& light = recording.scenario.lights[0];
    light.positions = {{0, 0, 0}};
    light.path.times = {0, 50e-3};
    light.path.positions = {{{0, 0, 0}}, {{0.4e-3, 0, 0}}};
    const Image moving = MovieRenderer(recording, small()).render_at(25);
    const Image early = MovieRenderer(recording, small()).render_at(10);
    light.path.times = {0, 1e-6, 50e-3};
    light.path.positions = {{{0, 0, 0}}, {{0.2e-3, 0, 0}}, {{0.2e-3, 0, 0}}};
    light.path.positions.push_back({{0.4e-3, 0, 0}});
    light.path.times.push_back(1.0);
    const Image standing = MovieRenderer(recording, small()).render_at(25);
    EXPECT_EQ(moving.rgb, standing.rgb);
    EXPECT_NE(moving.rgb, early.rgb);
}

TEST(LightPicture, AMeasuredFieldLightsWhereItIs) {
    // A table over r and z that is lit 0.3 to 0.5 mm deep, near the axis.
    Recording recording = bare(plain_recording());
    Light& light = recording.scenario.lights[0];
    light.model = LightModel::field;
    light.field.radial = true;
    light.field.shape = {11, 1, 21};
    light.field.spacing = {20e-6, 1, 50e-6};
    std::vector<float> values(11 * 21, 0.0f);
    for (std::size_t r = 0; r < 4; ++r)
        for (std::size_t z = 6; z <= 10; ++z) values[r * 21 + z] = 1;
    light.field.values = std::make_shared<const std::vector<float>>(values);
    light.positions = {{0, 0, 0}};
    testing::look_at_light_from_the_side(recording.scenario);
    Image image = MovieRenderer(recording, small()).render_at(25);
    const Layout layout = make_layout(make_scene(recording), 480, 270);
    int x = int(layout.viewport.centre().x), y = int(layout.viewport.centre().y);
    auto blue = [&](int dx, int dy) { return int(image.row(y + dy)[3 * (x + dx) + 2]); };
    EXPECT_GT(blue(0, 0), 100);
    EXPECT_GT(blue(0, 0), blue(60, 0) + 50);
    EXPECT_GT(blue(0, 0), blue(0, 80) + 50);
}

}  // namespace
}  // namespace spikelight
