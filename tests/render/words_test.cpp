// Words on the picture: none runs into another, none leaves out silently, all can be read.
#include <gtest/gtest.h>

#include <algorithm>

#include "render/layout.h"
#include "render/renderer.h"
#include "tests/render/recordings.h"

namespace spikelight {
namespace {

TEST(Words, BesideTheStripAreOfWhatWasCommandedBeyondTheBrightestLight) {
    Recording recording = testing::plain_recording();
    RenderOptions options;
    options.width = 960, options.height = 540, options.threads = 1;
    const Image own = MovieRenderer(recording, options).render_at(49);
    recording.scenario.video->light_maximum = 5e3;  // a half of what was commanded
    const Image capped = MovieRenderer(recording, options).render_at(49);
    const Layout layout = make_layout(make_scene(recording), 960, 540);
    const auto strip =
        std::ptrdiff_t(own.rgb.size()) / 540 * std::ptrdiff_t(layout.stimulus.top - 2);
    EXPECT_TRUE(std::equal(own.rgb.begin() + strip, own.rgb.end(), capped.rgb.begin() + strip));
    recording.scenario.video->light_maximum = 50e3;  // to compare with brighter runs
    EXPECT_EQ(make_scene(recording).strip_maximum, 50e3);
}

}  // namespace
}  // namespace spikelight
