#include "kernels/draw.h"

#include <gtest/gtest.h>

#include "tests/kernels/statistics.h"

namespace spikelight {
namespace {

// Every statistical test here has a fixed key and significance 0.001: were the key drawn anew, one run in a thousand
// would fail.
constexpr double significance = 0.001;

template <class Draw>
std::vector<double> draw_many(std::uint64_t key, Draw draw) {
    std::vector<double> values;
    for (std::uint64_t i = 0; i < 50'000; ++i) {
        PhiloxWords words = philox(key, i, 0);
        for (std::uint32_t k = 0; k < 4; ++k) values.push_back(draw(word(words, k)));
    }
    return values;
}

double normal_cumulative(double z) {
    return testing::upper_tail(-z);
}

TEST(Draw, UniformIsUniform) {
    auto values = draw_many(11, [](std::uint32_t bits) { return uniform(-3, 5, bits); });
    EXPECT_GT(testing::kolmogorov_p_value(values, [](double x) { return (x + 3) / 8; }),
              significance);
}

TEST(Draw, NormalIsNormal) {
    auto values = draw_many(12, [](std::uint32_t bits) { return normal(2, 0.5, bits); });
    EXPECT_GT(testing::kolmogorov_p_value(
                  values, [](double x) { return normal_cumulative((x - 2) / 0.5); }),
              significance);
}

TEST(Draw, StandardNormalInFloatIsNormal) {
    auto values =
        draw_many(13, [](std::uint32_t bits) { return double(standard_normal<float>(bits)); });
    EXPECT_GT(testing::kolmogorov_p_value(values, normal_cumulative), significance);
}

TEST(Draw, LognormalHasTheMeanAndSpreadOfTheVariableItself) {
    // Mean 3, sd 1.5. The mean of n = 200,000 draws has a standard error of 1.5 / sqrt(n) = 0.0034; that of the sd, from
    // the fourth moment of this distribution (kurtosis 8.9), 0.0047. Both within 4 of them: significance 1.3e-4.
    Moments logarithm = moments_of_logarithm(3, 1.5);
    auto values = draw_many(
        14, [&](std::uint32_t bits) { return lognormal(logarithm.mean, logarithm.sd, bits); });
    double sum = 0, square = 0;
    for (double x : values) sum += x;
    double mean = sum / double(values.size());
    for (double x : values) square += (x - mean) * (x - mean);
    EXPECT_NEAR(mean, 3, 4 * 0.0034);
    EXPECT_NEAR(std::sqrt(square / double(values.size())), 1.5, 4 * 0.0047);
    EXPECT_GT(testing::kolmogorov_p_value(values,
                                          [&](double x) {
                                              return normal_cumulative(
                                                  (std::log(x) - logarithm.mean) / logarithm.sd);
                                          }),
              significance);
}

TEST(Draw, NormalIsAntisymmetricToTheBit) {
    for (std::uint32_t i = 0; i < 100'000; ++i) {
        std::uint32_t bits = i * 42949u;
        ASSERT_EQ(standard_normal<double>(bits), -standard_normal<double>(~bits));
        ASSERT_EQ(standard_normal<float>(bits), -standard_normal<float>(~bits));
    }
}

TEST(Draw, NormalInFloatKeepsItsDigitsAtTheEndsAndInTheMiddle) {
    // AS 241's PPND7 claims about 1e-7; the float arithmetic adds a few roundings of 6e-8.
    auto relative_error = [](std::uint32_t bits) {
        double exact = standard_normal<double>(bits);
        return std::abs(double(standard_normal<float>(bits)) / exact - 1);
    };
    double worst = 0;
    for (std::uint32_t i = 0; i < 2000; ++i)
        for (std::uint32_t start : {0u, 0x7FFFFC18u, 0xFFFFF82Fu, i * 2147483u})
            worst = std::max(worst, relative_error(start + i));
    RecordProperty("worst", std::to_string(worst));
    EXPECT_LT(worst, 1e-6);
}

TEST(Draw, BoundsAreReachedAndNotExceeded) {
    double largest = 0;
    auto values = draw_many(15, [&](std::uint32_t bits) {
        largest = std::max(largest, std::abs(normal(-1e-4, 3e-4, bits)));
        return 0.0;
    });
    EXPECT_LE(largest, largest_normal(-1e-4, 3e-4));
    EXPECT_EQ(std::abs(normal(-1e-4, 3e-4, 0u)), largest_normal(-1e-4, 3e-4));
    // The standard normal's end is Phi^-1(2^-33) = -6.337957754553790 (mpmath).
    EXPECT_NEAR(largest_normal(0, 1), 6.337957754553790, 1e-14);
    EXPECT_EQ(largest_uniform(-2, 1), -uniform(-2, 1, 0u));
    EXPECT_EQ(largest_uniform(-1, 2), uniform(-1, 2, ~0u));
    EXPECT_EQ(largest_lognormal(-8, 0.5), lognormal(-8, 0.5, ~0u));
}

}  // namespace
}  // namespace spikelight
