// Words on the picture: none runs into another, none leaves out silently, all can be read.
#include <gtest/gtest.h>

#include <algorithm>

#include "render/axes.h"
#include "render/layout.h"
#include "render/renderer.h"
#include "tests/render/recordings.h"

namespace spikelight {
namespace {

/// The darkest pixel of a white picture on which something pale is drawn.
template <class Draw>
int darkest(Draw draw) {
    Image image(80, 40);
    std::fill(image.rgb.begin(), image.rgb.end(), std::uint8_t(255));
    draw(image);
    return *std::min_element(image.rgb.begin(), image.rgb.end());
}

TEST(Words, OnAHaloAreReadOverAnything) {
    EXPECT_GT(darkest([](Image& image) {
                  draw_text(image, FontFace::text, 14, 40, 25, Align::centre, {{1, 1, 1}, 1}, "5");
              }),
              250);
    EXPECT_LT(darkest([](Image& image) {
                  draw_text_on_halo(image, FontFace::text, 14, 40, 25, Align::centre,
                                    {{1, 1, 1}, 1}, "5");
              }),
              100);
    // Also where the picture ends.
    darkest([](Image& image) {
        for (double x : {-3.0, 0.0, 79.0, 90.0})
            for (double y : {-4.0, 1.0, 39.0, 60.0})
                draw_text_on_halo(image, FontFace::text, 14, x, y, Align::centre, {{1, 1, 1}, 1},
                                  "gj5");
    });
}

TEST(Words, OfAxesHaveAHalo) {
    AxesView view;
    view.labels.push_back({"200", 40, 25, 14, {}, false, 1});
    EXPECT_LT(darkest([&](Image& image) { draw_labels(image, view); }), 100);
}

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
