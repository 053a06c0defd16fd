// Lines of equal irradiance against the field itself.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>

#include "render/contours.h"
#include "render/renderer.h"
#include "tests/render/recordings.h"

namespace spikelight {
namespace {

TEST(Contours, LieWhereTheFieldHasTheirValue) {
    Recording recording = testing::plain_recording();
    Scene scene = make_scene(recording);
    const ShownSource& source = scene.sources[0];
    for (double fraction : {0.5, 0.1, 0.01, 1e-3}) {
        std::vector<ContourPoint> points = contour_of(source, fraction);
        ASSERT_GT(points.size(), 10u);
        for (std::size_t i = 0; i < points.size(); ++i) {
            double value =
                fiber_transmittance(source.source.fiber, points[i].r * points[i].r, points[i].z);
            // The tip's rim may lie inside the line, and the ends on the axis are found by halving a range of 0.1 m
            // fifty times: to 1e-16 m, far within 1e-6 of the value.
            EXPECT_NEAR(value, fraction, 1e-6 * fraction) << "point " << i;
        }
        EXPECT_NEAR(points.back().r, 0, 1e-6) << "closes at its far end";
    }
}

TEST(Contours, AreNotThereWhereTheLightIsWeaker) {
    Recording recording = testing::plain_recording();
    Scene scene = make_scene(recording);
    EXPECT_TRUE(contour_of(scene.sources[0], 1.01).empty());
}

TEST(Contours, ShowWhileTheSourceShinesBrighter) {
    Recording recording = testing::plain_recording();
    RenderOptions options;
    options.width = 480;
    options.height = 270;
    auto differ = [&](double t_ms, double irradiance) {
        recording.scenario.video->contours.clear();
        Image without = MovieRenderer(recording, options).render_at(t_ms);
        recording.scenario.video->contours = {irradiance};
        return MovieRenderer(recording, options).render_at(t_ms).rgb != without.rgb;
    };
    // 10 mW/mm^2 from 20 to 30 ms.
    EXPECT_TRUE(differ(25, 1e3));
    EXPECT_FALSE(differ(25, 11e3));
    EXPECT_FALSE(differ(15, 1e3));
}

}  // namespace
}  // namespace spikelight
