#include "tools/report/stimulus.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace spikelight {
namespace {

Recording two_sources() {
    Recording recording;
    Light light;
    light.name = "fibers";
    light.positions.resize(2);
    recording.scenario.lights = {light};
    recording.signals.times_ms = {0, 10, 20};
    recording.signals.irradiance = {{1000, 0}, {1000, 5000}, {30000, 5000}};
    return recording;
}

TEST(Stimulus, IsInMilliwattsPerSquareMillimetreAndKeepsOnlyChanges) {
    std::vector<StepLine> lines = stimulus_lines(two_sources(), 0, 100);
    ASSERT_EQ(lines.size(), 2u);
    EXPECT_EQ(lines[0].x, (std::vector<double>{0, 20}));
    EXPECT_EQ(lines[0].y, (std::vector<double>{1, 30}));
    EXPECT_EQ(lines[1].x, (std::vector<double>{0, 10}));
    EXPECT_EQ(lines[1].y, (std::vector<double>{0, 5}));
}

TEST(Stimulus, ThinningKeepsEveryExtremeThatAPictureCanShow) {
    // A million changes, with one spike that a naive choice of every n-th point would lose.
    StepLine line;
    for (int i = 0; i < 1'000'000; ++i) {
        line.x.push_back(i);
        line.y.push_back(i % 7);
    }
    line.y[543'210] = 100;
    line.y[123'456] = -100;
    StepLine thin = thin_steps(line, 1'000'000, 500);
    EXPECT_LE(thin.x.size(), 2000u);
    EXPECT_EQ(std::ranges::max(thin.y), 100);
    EXPECT_EQ(std::ranges::min(thin.y), -100);
    EXPECT_TRUE(std::ranges::is_sorted(thin.x));
    EXPECT_EQ(thin.x.back(), 999'999);
}

}  // namespace
}  // namespace spikelight
