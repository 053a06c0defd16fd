#include "tools/report/figure.h"

#include <gtest/gtest.h>

namespace spikelight {
namespace {

using Ticks = std::vector<double>;

TEST(Figure, TicksAreRoundAndFewEnough) {
    EXPECT_EQ(round_ticks(0, 100, 10), (Ticks{0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100}));
    EXPECT_EQ(round_ticks(0, 400, 3), (Ticks{0, 200, 400}));
    EXPECT_EQ(round_ticks(0, 1, 2), (Ticks{0, 0.5, 1}));
    EXPECT_EQ(round_ticks(-72.3, -48.1, 3), (Ticks{-70, -60, -50}));
    EXPECT_EQ(round_ticks(-15, 25, 3), (Ticks{0, 20}));
    for (double end = 0.003; end < 1e7; end *= 1.7) {
        Ticks ticks = round_ticks(0, end, 8);
        EXPECT_LE(ticks.size(), 9u) << end;
        // From 1, 2, 5 to the next is a factor of 2.5 at most.
        EXPECT_GE(ticks.size(), 4u) << end;
        EXPECT_LE(ticks.back(), end * (1 + 1e-9));
    }
}

TEST(Figure, LinesAreStepsThatHoldToTheEnd) {
    PlotFrame frame{"a < b", "Hz", 10, 0, 2};
    std::string html = line_plot(frame, {{"one", "red", {0, 5}, {0, 2}}});
    // x: 1000 units for 10 ms; y: 100 units for 2 Hz, from the top.
    EXPECT_NE(html.find("d=\"M0.00 100.00H500.00V0.00H1000\""), std::string::npos) << html;
    EXPECT_NE(html.find("a &lt; b"), std::string::npos);
    EXPECT_EQ(html.find("legend"), std::string::npos) << "one line needs no legend";
}

TEST(Figure, LongRunsAreToldInSeconds) {
    PlotFrame frame{"rate", "Hz", 20'000, 0, 2, 120, true};
    std::string html = line_plot(frame, {{"one", "red", {0}, {0}}});
    EXPECT_NE(html.find("time (s)"), std::string::npos);
    EXPECT_NE(html.find(">20<"), std::string::npos) << html;
    frame.x_end = 10'000;
    html = line_plot(frame, {{"one", "red", {0}, {0}}});
    EXPECT_NE(html.find("time (ms)"), std::string::npos);
    EXPECT_NE(html.find(">10000<"), std::string::npos) << html;
}

}  // namespace
}  // namespace spikelight
