#include "kernels/fixed_point.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace spikelight {
namespace {

TEST(FixedPoint, QuantisesToTheNearestHalvesToEven) {
    EXPECT_EQ(quantise(2.5 * 0x1p-48, -48), 2);
    EXPECT_EQ(quantise(3.5 * 0x1p-48, -48), 4);
    EXPECT_EQ(quantise(-2.5 * 0x1p-48, -48), -2);
    EXPECT_EQ(quantise(-3.4 * 0x1p-48, -48), -3);
    EXPECT_EQ(quantise(0x1p13, -48), 1ll << 61);
    // llrint rounds the same way.
    std::mt19937_64 engine(1);
    std::uniform_real_distribution<double> volt(-0.01, 0.01);
    for (int i = 0; i < 100'000; ++i) {
        double v = volt(engine);
        ASSERT_EQ(quantise(v, -40), std::llrint(std::ldexp(v, 40)));
    }
}

TEST(FixedPoint, FindsTheNextPowerOfTwo) {
    EXPECT_EQ(ceil_log2(1.0), 0);
    EXPECT_EQ(ceil_log2(std::nextafter(1.0, 2.0)), 1);
    EXPECT_EQ(ceil_log2(0.5), -1);
    EXPECT_EQ(ceil_log2(0.3), -1);
    EXPECT_EQ(power_of_two(-48), 0x1p-48);
}

TEST(FixedPoint, ChoosesTheAccumulatorOfTheRun) {
    // 0.6 V from 1000 synapses: 2^31 quanta of 2^-31 V hold 1 V.
    Accumulator narrow = choose_accumulator(0.6, 1000, false);
    EXPECT_FALSE(narrow.wide);
    EXPECT_EQ(narrow.exponent, -31);
    EXPECT_EQ(narrow.quantum, 0x1p-31);
    // Exactly at a power of two there is no room for the sum itself.
    EXPECT_EQ(choose_accumulator(0.5, 1000, false).exponent, -31);
    EXPECT_EQ(choose_accumulator(0.49, 1000, false).exponent, -32);
    // A quantum above 2^-30 V is too coarse.
    EXPECT_EQ(choose_accumulator(1.9, 1000, false).exponent, -30);
    EXPECT_TRUE(choose_accumulator(2.0, 1000, false).wide);
    EXPECT_EQ(choose_accumulator(2.0, 1000, false).exponent, -48);
    // float64 runs are always wide, with 62 bits for the sum; a network without weights has a quantum too.
    EXPECT_TRUE(choose_accumulator(0.6, 1000, true).wide);
    EXPECT_EQ(choose_accumulator(0.6, 1000, true).quantum, 0x1p-62);
    EXPECT_EQ(choose_accumulator(16383, 1000, true).quantum, 0x1p-48);
    EXPECT_GT(float(choose_accumulator(0, 0, false).quantum), 0.0f);
}

TEST(FixedPoint, RefusesInputThatNoSumCouldHold) {
    EXPECT_NO_THROW(choose_accumulator(16383, 1000, true));
    try {
        choose_accumulator(16384, 1000, false);
        FAIL() << "accepted";
    } catch (const std::invalid_argument& error) {
        EXPECT_STREQ(error.what(),
                     "synaptic input of one neuron in one step may reach 16384 V from 1000 "
                     "synapses (sums are exact up to 16384 V). Check the unit of the weights, or "
                     "lower weights or in-degrees");
    }
    EXPECT_THROW(choose_accumulator(NAN, 1, true), std::invalid_argument);
}

/// The largest sum that `events` synapses of one weight can make, delivered through stored int32 weights.
std::int64_t stored_sum(double weight, std::int64_t events, Accumulator const& accumulator) {
    int exponent = exponent_of_weights(weight);
    std::int64_t stored = quantise(weight, exponent);
    EXPECT_LE(std::abs(stored), INT32_MAX);
    return events * scale_weight(std::int32_t(stored), exponent - accumulator.exponent);
}

TEST(FixedPoint, NeverOverflowsAtItsBound) {
    // Weights just at and beside the places where every one of them is rounded up.
    std::mt19937_64 engine(2);
    std::uniform_real_distribution<double> logarithm(-40, 0);
    for (int i = 0; i < 200'000; ++i) {
        std::int64_t events = 1 + std::int64_t(engine() % (i % 2 ? 10 : 2'000'000));
        double weight = std::exp2(i % 3 ? logarithm(engine) : std::floor(logarithm(engine)));
        if (i % 5 == 0) weight = std::nextafter(weight, i % 2 ? 0.0 : 1.0);
        double bound = weight * double(events);
        if (bound >= 0x1p14) continue;
        for (double sign : {1.0, -1.0}) {
            Accumulator accumulator = choose_accumulator(bound, double(events), false);
            std::int64_t direct = events * quantise(sign * weight, accumulator.exponent);
            Accumulator finest = choose_accumulator(bound, double(events), true);
            int exponent = exponent_of_wide_weights(weight);
            std::int64_t wide =
                scale_weight(quantise(sign * weight, exponent), exponent - finest.exponent);
            ASSERT_LE(std::abs(double(wide)) * double(events), 0x1p62)
                << weight << " V, " << events;
            std::int64_t stored = stored_sum(sign * weight, events, accumulator);
            // int64 sums are checked against half their range: products above would not show an overflow.
            double limit = accumulator.wide ? 0x1.1p62 : 0x1p31 - 1;
            ASSERT_LE(std::abs(double(direct)), limit) << weight << " V, " << events;
            ASSERT_LE(std::abs(double(stored)), limit) << weight << " V, " << events;
        }
    }
}

TEST(FixedPoint, LeavesRoomForTheRoundingOfEveryWeight) {
    // The bound alone would fit quanta of 2^-31 V, but each of 2^21 weights rounds up by nearly half a quantum.
    std::int64_t events = 1 << 21;
    double weight = std::nextafter(1023.5 * 0x1p-31, 1.0);
    double bound = weight * double(events);
    ASSERT_LT(bound * 0x1p31, 0x1p31 - 1);
    ASSERT_GT(events * quantise(weight, -31), INT32_MAX);
    Accumulator accumulator = choose_accumulator(bound, double(events), false);
    EXPECT_FALSE(accumulator.wide);
    EXPECT_LE(events * quantise(weight, accumulator.exponent), INT32_MAX);
}

TEST(FixedPoint, StoresWeightsToTheLastOfThirtyOneBits) {
    EXPECT_EQ(exponent_of_weights(1.0), -30);
    EXPECT_EQ(exponent_of_weights(std::nextafter(1.0, 0.0)), -30);
    EXPECT_EQ(exponent_of_weights(0.9), -31);
    EXPECT_EQ(exponent_of_weights(-5e-4), exponent_of_weights(5e-4));
    EXPECT_EQ(quantise(5e-4, exponent_of_weights(5e-4)), std::llrint(5e-4 * 0x1p41));
}

TEST(FixedPoint, ShiftsStoredWeightsToTheAccumulator) {
    EXPECT_EQ(scale_weight(3, 17), 3ll << 17);
    EXPECT_EQ(scale_weight(-3, 17), -3ll * (1 << 17));
    EXPECT_EQ(scale_weight(INT32_MIN, 31), -(1ll << 62));
    EXPECT_EQ(scale_weight(5, -1), 3);
    EXPECT_EQ(scale_weight(-5, -1), -2);
    EXPECT_EQ(scale_weight(-6, -2), -1);
    EXPECT_EQ(scale_weight(7, 0), 7);
    EXPECT_EQ(scale_weight(INT32_MAX, -32), 0);
    EXPECT_EQ(scale_weight(INT32_MAX, -80), 0);
    EXPECT_EQ(scale_weight(-INT32_MAX, -80), 0);
    EXPECT_EQ(scale_weight(std::int64_t(1) << 61, 1), 1ll << 62);
    EXPECT_EQ(scale_weight(-(std::int64_t(3) << 40), -41), -1);
    EXPECT_EQ(scale_weight(std::int64_t(1) << 61, -70), 0);
}

}  // namespace
}  // namespace spikelight
