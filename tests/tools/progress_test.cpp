#include "tools/progress.h"

#include <gtest/gtest.h>

#include "tools/text.h"

namespace spikelight {
namespace {

TEST(Progress, TellsAmountRateAndTimeLeft) {
    auto rate = [](double done, double seconds) {
        return shortest(done / seconds, 3) + " frames/s";
    };
    EXPECT_EQ(progress_text("rendering", "frames", rate, 30, 120, 10),
              "rendering 30 of 120 frames, 3 frames/s, 30.0 s left");
    EXPECT_EQ(progress_text("rendering", "frames", rate, 0, 120, 10), "rendering 0 of 120 frames");
}

TEST(Progress, CountsForTheRateOnlyWhatWasDoneHere) {
    auto rate = [](double done, double seconds) { return shortest(done / seconds, 3) + " ms/s"; };
    EXPECT_EQ(progress_text("simulating", "ms", rate, 900, 1000, 10, 800),
              "simulating 900 of 1000 ms, 10 ms/s, 10.0 s left");
    EXPECT_EQ(progress_text("simulating", "ms", rate, 800, 1000, 10, 800),
              "simulating 800 of 1000 ms");
}

TEST(Text, NumbersReadAsPeopleWriteThem) {
    EXPECT_EQ(with_thousands(0), "0");
    EXPECT_EQ(with_thousands(999), "999");
    EXPECT_EQ(with_thousands(1234567), "1,234,567");
    EXPECT_EQ(with_thousands(-1234), "-1,234");
    EXPECT_EQ(duration_text(0.0124), "12.4 ms");
    EXPECT_EQ(duration_text(0), "0 ms");
    EXPECT_EQ(duration_text(0.9999), "1.0 s");
    EXPECT_EQ(duration_text(59.94), "59.9 s");
    EXPECT_EQ(duration_text(125), "2 min 05 s");
    EXPECT_EQ(duration_text(3720), "1 h 02 min");
    EXPECT_EQ(bytes_text(512), "512 B");
    EXPECT_EQ(bytes_text(1234567), "1.23 MB");
    EXPECT_EQ(bytes_text(999999), "1 MB");
    EXPECT_EQ(milliseconds_text(0.1), "100 ms");
    EXPECT_EQ(milliseconds_text(1e-4), "0.1 ms");
    EXPECT_EQ(shortest(12345, 3), "12345");
}

}  // namespace
}  // namespace spikelight
