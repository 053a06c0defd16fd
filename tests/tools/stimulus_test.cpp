#include "tools/report/stimulus.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "tests/support/temporary_directory.h"

namespace spikelight {
namespace {

TEST(Stimulus, IsInMilliwattsPerSquareMillimetreAndKeepsOnlyChanges) {
    testing::TemporaryDirectory directory;
    std::ofstream(directory.path() / "signals.csv")
        << "t_ms,fibers_0_mW_per_mm2,fibers_1_mW_per_mm2\n0,1,0\n10,1,5\n20,30,5\n";
    Recording recording;
    recording.directory = directory.path();
    recording.scenario.simulation.dt = 1e-4;
    Light light;
    light.name = "fibers";
    light.positions.resize(2);
    recording.scenario.lights = {light};
    recording.left_signals =
        std::make_shared<SignalBlocks>(directory.path() / "signals.csv", recording.scenario, 0);
    std::vector<StepLine> lines = stimulus_lines(recording, 100).at(0);
    ASSERT_EQ(lines.size(), 2u);
    EXPECT_EQ(lines[0].x, (std::vector<double>{0, 20}));
    EXPECT_EQ(lines[0].y, (std::vector<double>{1, 30}));
    EXPECT_EQ(lines[1].x, (std::vector<double>{0, 10}));
    EXPECT_EQ(lines[1].y, (std::vector<double>{0, 5}));
}

TEST(Stimulus, ThinningKeepsEveryExtremeThatAPictureCanShow) {
    // A million changes, with one spike that a naive choice of every n-th point would lose.
    ThinLine line("line", "red", 1'000'000, 500);
    for (int i = 0; i < 1'000'000; ++i)
        line.add(i, i == 543'210 ? 100 : i == 123'456 ? -100 : i % 7);
    StepLine thin = line.take();
    EXPECT_LE(thin.x.size(), 2000u);
    EXPECT_EQ(std::ranges::max(thin.y), 100);
    EXPECT_EQ(std::ranges::min(thin.y), -100);
    EXPECT_TRUE(std::ranges::is_sorted(thin.x));
    EXPECT_EQ(thin.x.back(), 999'999);
}

}  // namespace
}  // namespace spikelight
