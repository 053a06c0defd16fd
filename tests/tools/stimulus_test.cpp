#include "tools/report/stimulus.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "tests/support/temporary_directory.h"
#include "tools/report/colors.h"

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

TEST(Stimulus, LooksLikeItsWavelengthAndShowsOnWhite) {
    Light light;
    auto brightness = [](const Color& color) { return luminance(linear_from_srgb(color)); };
    for (double wavelength : {405e-9, 473e-9, 530e-9, 590e-9, 640e-9, 1030e-9}) {
        light.wavelength = wavelength;
        // WCAG 2.1: a contrast of 3 to white.
        EXPECT_LE(brightness(source_color(light, 0, 1)), 0.3001) << wavelength;
        EXPECT_LT(brightness(source_color(light, 0, 4)), brightness(source_color(light, 3, 4)));
    }
    light.wavelength = 590e-9;
    const Color amber = source_color(light, 0, 1);
    EXPECT_GT(amber.r, 2 * amber.b);
    EXPECT_GT(amber.r, amber.g);
    light.wavelength = 473e-9;
    const Color blue = source_color(light, 0, 1);
    EXPECT_GT(blue.b, 2 * blue.r);
    EXPECT_LE(brightness(on_paper({0.94f, 0.89f, 0.26f})), 0.3001) << "yellow";
    EXPECT_EQ(on_paper({0, 0.45f, 0.7f}).b, 0.7f) << "dark enough as it is";
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
