#include <gtest/gtest.h>

#include "tools/movie/frame_rate.h"

namespace spikelight {
namespace {

std::pair<std::int64_t, std::int64_t> fraction(double frames_per_second) {
    FrameRate rate = frame_rate(frames_per_second);
    return {rate.numerator, rate.denominator};
}

TEST(FrameRate, IsTheSimplestFractionThatMeansTheSame) {
    EXPECT_EQ(fraction(60), std::pair(std::int64_t(60), std::int64_t(1)));
    EXPECT_EQ(fraction(1 / (0.0016667 * 10)),
              std::pair(std::int64_t(1000000), std::int64_t(16667)));
    EXPECT_EQ(fraction(0.5), std::pair(std::int64_t(1), std::int64_t(2)));
    // The rates of television.
    EXPECT_EQ(fraction(30000.0 / 1001), std::pair(std::int64_t(30000), std::int64_t(1001)));
    EXPECT_EQ(fraction(25), std::pair(std::int64_t(25), std::int64_t(1)));
}

TEST(FrameRate, StaysCloseAndSmallForAnyPeriod) {
    for (double rate = 0.013; rate < 5000; rate *= 1.37) {
        FrameRate found = frame_rate(rate);
        EXPECT_NEAR(double(found.numerator) / double(found.denominator) / rate, 1, 1e-9) << rate;
        EXPECT_LE(std::max(found.numerator, found.denominator), INT32_MAX)
            << "FFmpeg keeps both in 32 bits";
    }
}

}  // namespace
}  // namespace spikelight
