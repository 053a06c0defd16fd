#include "kernels/elementary.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <functional>
#include <limits>
#include <random>

#include "tests/support/reference.h"

namespace spikelight {
namespace {

using testing::Csv;
using testing::reference;

/// Distance between neighbouring numbers at x.
template <class Real>
double ulp(Real x) {
    Real size = std::abs(x);
    return double(std::nextafter(size, std::numeric_limits<Real>::infinity())) - double(size);
}

struct WorstErrors {
    double in_ulp = 0, relative = 0, absolute = 0;
    int rows = 0;
};

/// Compares with 50-digit values over the rows of one function with |x| <= limit.
WorstErrors compare(const std::string& name, const std::function<double(double, double)>& function,
                    double limit = HUGE_VAL) {
    static const Csv table(reference("elementary/elementary.csv.gz"));
    WorstErrors worst;
    for (std::size_t row = 0; row < table.rows(); ++row) {
        double x = table.number(row, "x");
        if (table.text(row, "function") != name || std::abs(x) > limit) continue;
        double value = table.number(row, "value_1");
        double error = std::abs((function(x, table.number(row, "y")) - value) -
                                table.number(row, "residual_1"));
        worst.in_ulp = std::max(worst.in_ulp, error / ulp(value));
        worst.absolute = std::max(worst.absolute, error);
        if (value != 0) worst.relative = std::max(worst.relative, error / std::abs(value));
        ++worst.rows;
    }
    ::testing::Test::RecordProperty("worst_ulp", std::to_string(worst.in_ulp));
    EXPECT_GT(worst.rows, 100);
    return worst;
}

// The limits are the errors that the headers state, which were measured here.

TEST(Elementary, ExpIsWithinItsUlp) {
    EXPECT_LT(compare("exp", [](double x, double) { return math::exp(x); }).in_ulp, 1.1);
}

TEST(Elementary, LogIsWithinItsUlp) {
    EXPECT_LT(compare("log", [](double x, double) { return math::log(x); }).in_ulp, 0.86);
}

TEST(Elementary, PowIsWithinItsRelativeError) {
    EXPECT_LT(compare("pow", [](double x, double y) { return math::pow(x, y); }).relative, 1e-13);
}

TEST(Elementary, SineAndCosineAreWithinTheirUlp) {
    auto sine = [](double x, double) { return math::sin(x); };
    auto cosine = [](double x, double) { return math::cos(x); };
    EXPECT_LT(compare("sin", sine, 1e5).in_ulp, 2.5);
    EXPECT_LT(compare("cos", cosine, 1e5).in_ulp, 2.5);
    EXPECT_LT(compare("sin", sine).absolute, 1e-15);
    EXPECT_LT(compare("cos", cosine).absolute, 1e-15);
}

TEST(Elementary, NormalQuantileIsWithinItsRelativeError) {
    auto quantile = [](double u, double) { return math::normal_quantile(u); };
    EXPECT_LT(compare("normal_quantile", quantile).relative, 1e-15);
}

/// Worst error in ulp against the C library's long double (64 bits, so good to 2^-11 of a double's ulp), at points evenly
/// spread over an interval.
double sweep(double (*function)(double), long double (*oracle)(long double), double from,
             double to) {
    constexpr int n = 200'000;
    double worst = 0;
    for (int i = 0; i < n; ++i) {
        double x = from + (to - from) * (i + 0.5) / n;
        long double exact = oracle(x);
        double error = std::abs(double((long double)(function(x)) - exact)) / ulp(double(exact));
        worst = std::max(worst, error);
    }
    ::testing::Test::RecordProperty("worst_ulp", std::to_string(worst));
    return worst;
}

TEST(Elementary, DoubleFunctionsAreWithinTheirUlp) {
    EXPECT_LT(sweep([](double x) { return math::exp(x); }, std::exp, -708, 709), 1.1);
    EXPECT_LT(sweep([](double x) { return math::exp(x); }, std::exp, -1, 1), 1.1);
    EXPECT_LT(sweep([](double x) { return math::log(x); }, std::log, 0.5, 2), 0.86);
    EXPECT_LT(sweep([](double x) { return math::log(x); }, std::log, 1e-3, 1e3), 0.86);
    EXPECT_LT(sweep([](double x) { return math::sin(x); }, std::sin, -1e5, 1e5), 2.5);
    EXPECT_LT(sweep([](double x) { return math::cos(x); }, std::cos, -1e5, 1e5), 2.5);
}

/// Worst error in ulp against the C library's long double, over every `stride`-th float between two.
double sweep(float (*function)(float), long double (*oracle)(long double), float from, float to,
             std::uint32_t stride) {
    double worst = 0;
    std::uint32_t end = std::bit_cast<std::uint32_t>(to);
    for (std::uint32_t bits = std::bit_cast<std::uint32_t>(from); bits < end; bits += stride) {
        float x = std::bit_cast<float>(bits);
        long double exact = oracle(x);
        double error = std::abs(double((long double)(function(x)) - exact)) / ulp(float(exact));
        worst = std::max(worst, error);
    }
    ::testing::Test::RecordProperty("worst_ulp", std::to_string(worst));
    return worst;
}

float exp_of_minus(float x) {
    return math::exp(-x);
}
long double exact_exp_of_minus(long double x) {
    return std::exp(-x);
}

TEST(Elementary, FloatFunctionsAreWithinTheirUlp) {
    // Strides are odd, so that all low bits of the arguments occur; half a million floats each.
    EXPECT_LT(sweep([](float x) { return math::exp(x); }, std::exp, 1e-12f, 88.3f, 1021), 1.0);
    EXPECT_LT(sweep(exp_of_minus, exact_exp_of_minus, 1e-12f, 87.3f, 1021), 1.0);
    EXPECT_LT(sweep([](float x) { return math::log(x); }, std::log, 0x1p-126f, 3e38f, 4099), 0.83);
    EXPECT_LT(sweep([](float x) { return math::log(x); }, std::log, 1e-45f, 0x1p-126f, 97), 0.83);
    EXPECT_LT(sweep([](float x) { return math::log(x); }, std::log, 0.5f, 2.0f, 37), 0.83);
    EXPECT_LT(sweep([](float x) { return math::sin(x); }, std::sin, 1e-6f, 1e5f, 1021), 1.6);
    EXPECT_LT(sweep([](float x) { return math::cos(x); }, std::cos, 1e-6f, 1e5f, 1021), 1.6);
}

TEST(Elementary, FloatPowErrsWithTheLogarithmOfTheResult) {
    std::mt19937 engine(5);
    std::uniform_real_distribution<float> decade(-8, 8), exponent(0.1f, 3);
    for (int i = 0; i < 200'000; ++i) {
        float x = std::pow(10.0f, decade(engine)), y = exponent(engine);
        double exact = std::pow(double(x), double(y));
        double error = std::abs(math::pow(x, y) / exact - 1);
        // The docstring's (1 + |y log x|) ulp, an ulp being at most 2^-23 of the value.
        ASSERT_LT(error, (1 + std::abs(std::log(exact))) * 0x1p-23) << x << " ^ " << y;
    }
}

TEST(Elementary, HandlesTheEndsOfTheRange) {
    // What the docstrings promise where a polynomial would go astray.
    EXPECT_EQ(math::exp(-800.0), 0.0);
    EXPECT_EQ(math::exp(-HUGE_VAL), 0.0);
    EXPECT_EQ(math::exp(0.0), 1.0);
    EXPECT_EQ(math::exp(0.0f), 1.0f);
    EXPECT_TRUE(std::isfinite(math::exp(HUGE_VAL)));
    EXPECT_TRUE(std::isfinite(math::exp(1e30f)));
    EXPECT_GT(math::exp(1e30f), 2.3e38f);
    EXPECT_LT(math::exp(-1e30f), 1.2e-38f);
    EXPECT_TRUE(std::isnan(math::exp(std::nan(""))));
    EXPECT_TRUE(std::isnan(math::exp(std::nanf(""))));
    EXPECT_EQ(math::log(0.0), -HUGE_VAL);
    EXPECT_EQ(math::log(1.0), 0.0);
    EXPECT_EQ(math::log(HUGE_VAL), HUGE_VAL);
    EXPECT_TRUE(std::isnan(math::log(std::nan(""))));
    EXPECT_EQ(math::log(0.0f), -HUGE_VALF);
    EXPECT_EQ(math::pow(0.0, 0.5), 0.0);
    EXPECT_EQ(math::pow(0.0f, 0.5f), 0.0f);
    EXPECT_EQ(math::pow(1.0, 1.94), 1.0);
    EXPECT_TRUE(std::isnan(math::pow(std::nan(""), 1.0)));
    EXPECT_TRUE(std::isfinite(math::pow(HUGE_VAL, 3.0)));
    EXPECT_EQ(math::sin(0.0), 0.0);
    EXPECT_EQ(math::cos(0.0f), 1.0f);
    EXPECT_EQ(math::normal_quantile(0.5), 0.0);
}

TEST(Elementary, FloorEqualsTheLibrarysEverywhere) {
    std::mt19937_64 engine(3);
    for (int i = 0; i < 1'000'000; ++i) {
        double x = std::bit_cast<double>(engine());
        float y = std::bit_cast<float>(std::uint32_t(engine()));
        if (std::isnan(x) || std::isnan(y)) continue;
        ASSERT_EQ(math::floor(x), std::floor(x)) << x;
        ASSERT_EQ(math::floor(y), std::floor(y)) << y;
    }
    // Random bits seldom give numbers of ordinary size.
    for (double x = -1000; x < 1000; x += 0.125) {
        ASSERT_EQ(math::floor(x), std::floor(x));
        ASSERT_EQ(math::floor(float(x)), std::floor(float(x)));
    }
}

TEST(Elementary, ComparesAndClamps) {
    EXPECT_EQ(math::abs(-2.5), 2.5);
    EXPECT_EQ(math::abs(-0.0f), 0.0f);
    EXPECT_FALSE(std::signbit(math::abs(-0.0)));
    EXPECT_EQ(math::min(1, 2), 1);
    EXPECT_EQ(math::max(1.0, 2.0), 2.0);
    EXPECT_EQ(math::clamp(5.0f, 0.0f, 1.0f), 1.0f);
    EXPECT_EQ(math::clamp(-5.0, 0.0, 1.0), 0.0);
    EXPECT_TRUE(std::isnan(math::clamp(std::nan(""), 0.0, 1.0)));
}

TEST(Elementary, TurnsIntegersIntoTheNearestNumbers) {
    auto check = [](std::int64_t x) { ASSERT_EQ(math::number_of<double>(x), double(x)) << x; };
    std::mt19937_64 engine(7);
    for (int i = 0; i < 100'000; ++i) check(std::int64_t(engine()) >> (i % 64));
    // Halves that are all ones or zeros, and ties between two numbers.
    std::int64_t most = std::numeric_limits<std::int64_t>::max();
    for (std::int64_t x :
         {std::int64_t(0), std::int64_t(1), std::int64_t(0xFFFFFFFF), std::int64_t(1) << 32,
          (std::int64_t(1) << 53) + 1, (std::int64_t(1) << 53) + 3, most - 1, most})
        for (std::int64_t signed_x : {x, -x, -x - 1}) check(signed_x);
}

TEST(Elementary, ClampsByTheBitsAsByTheNumbers) {
    auto check = [](float x) {
        float clamped = math::clamp_bits(x, -87.33f, 88.37f);
        if (std::isnan(x))
            ASSERT_TRUE(clamped == -87.33f || clamped == 88.37f) << clamped;
        else
            ASSERT_EQ(math::bits_of(clamped), math::bits_of(math::clamp(x, -87.33f, 88.37f))) << x;
    };
    // Every sign and exponent, and the numbers beside the bounds.
    for (std::uint32_t bits = 0; bits < 1u << 16; ++bits) check(math::float_of(bits << 16));
    for (float x : {-87.33f, 88.37f, -0.0f, 0.0f, 1e-45f, -1e-45f})
        for (float beside : {x, std::nextafter(x, -HUGE_VALF), std::nextafter(x, HUGE_VALF)})
            check(beside);
}

}  // namespace
}  // namespace spikelight
