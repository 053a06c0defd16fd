#include "tools/report/rates.h"

#include <gtest/gtest.h>

#include <numeric>

namespace spikelight {
namespace {

RateCurve population_rate(const RecordedSpikes& spikes, std::int64_t neurons, double duration_ms,
                          double bin_ms) {
    RateCounter rate(neurons, duration_ms, bin_ms);
    // In two portions, of which one is empty.
    rate.add({});
    rate.add(spikes);
    return rate.curve();
}

TEST(Rates, BinsAreRoundAndWholeSteps) {
    EXPECT_DOUBLE_EQ(rate_bin_ms(100, 0.5), 1);
    EXPECT_DOUBLE_EQ(rate_bin_ms(1000, 0.1), 10);
    EXPECT_DOUBLE_EQ(rate_bin_ms(10, 0.5), 0.5);
    // 1 ms is no multiple of 0.3 ms; 1.2 ms is.
    EXPECT_DOUBLE_EQ(rate_bin_ms(100, 0.3), 1.2);
}

TEST(Rates, AreSpikesPerNeuronAndSecondAndMissNone) {
    RecordedSpikes spikes{{0, 0.1, 0.9, 1.0, 2.4}, {0, 1, 0, 1, 0}};
    RateCurve curve = population_rate(spikes, 2, 2.5, 1);
    ASSERT_EQ(curve.rate_hz.size(), 3u);
    EXPECT_DOUBLE_EQ(curve.rate_hz[0], 3 / (2 * 1e-3));
    EXPECT_DOUBLE_EQ(curve.rate_hz[1], 1 / (2 * 1e-3));
    // The last bin is half as long.
    EXPECT_DOUBLE_EQ(curve.rate_hz[2], 1 / (2 * 0.5e-3));
}

TEST(Rates, ASpikeOnAnEdgeBelongsToTheBinItBegins) {
    // Step 3 of 0.1 ms is 0.30000000000000004 or a little less, by how it was computed: both are in bin 3.
    for (double time : {0.3, 0.30000000000000004, 0.29999999999999993}) {
        RateCurve curve = population_rate({{time}, {0}}, 1, 1, 0.1);
        EXPECT_GT(curve.rate_hz[3], 0) << time;
    }
}

}  // namespace
}  // namespace spikelight
