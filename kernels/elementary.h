// Elementary functions, the same bits on every machine: + - * / sqrt, integer operations and bit
// casts alone; no fma, no libm, no table, no branch, so that GCC vectorises loops over them on
// SSE2, AVX2 and AVX-512 alike.
//
// Method: exp and log by Cody and Waite's two-step reduction with ln 2 = hi + lo, sin and cos with
// pi/2 in three parts; polynomials are Chebyshev fits
// (tests/reference/elementary/fit_polynomials.py). Adding 1.5 2^52 (1.5 2^23 in float) rounds to
// the nearest integer and leaves it in the low bits. The errors stated are measured against
// 50-digit values in tests/kernels/elementary_test.cpp; 1 ulp is the distance between neighbouring
// numbers at the exact value.
#pragma once

#include <cmath>
#include <cstdint>

#include "kernels/host_device.h"

namespace spikelight::math {

/// The number with these bits, the bits of this number.
SPIKELIGHT_HD double double_of(std::uint64_t bits) {
    return __builtin_bit_cast(double, bits);
}
SPIKELIGHT_HD float float_of(std::uint32_t bits) {
    return __builtin_bit_cast(float, bits);
}
SPIKELIGHT_HD std::uint64_t bits_of(double x) {
    return __builtin_bit_cast(std::uint64_t, x);
}
SPIKELIGHT_HD std::uint32_t bits_of(float x) {
    return __builtin_bit_cast(std::uint32_t, x);
}

/// The nearest number to an integer.
template <class Real, class Integer>
SPIKELIGHT_HD Real number_of(Integer x) {
    return Real(x);
}
#ifdef SPIKELIGHT_NO_INT64_CONVERSION
/// The same in operations that older vector units have: the halves become the low bits of 2^52 and of 2^84 + 2^63, exactly,
/// and their sum is rounded once.
template <>
SPIKELIGHT_HD double number_of<double, std::int64_t>(std::int64_t x) {
    std::uint64_t bits = std::uint64_t(x);
    double low = double_of((bits & 0xFFFFFFFFull) | 0x4330000000000000ull);
    double high = double_of((bits >> 32) ^ 0x4530000080000000ull);
    return (high - 0x1.00000801p84) + low;
}
#endif

/// Correctly rounded, as IEEE 754 demands.
SPIKELIGHT_HD double sqrt(double x) {
    return std::sqrt(x);
}
SPIKELIGHT_HD float sqrt(float x) {
    return std::sqrt(x);
}

/// |x|, exact.
SPIKELIGHT_HD double abs(double x) {
    return double_of(bits_of(x) & 0x7FFFFFFFFFFFFFFFull);
}
SPIKELIGHT_HD float abs(float x) {
    return float_of(bits_of(x) & 0x7FFFFFFFu);
}

/// The smaller, the larger; the second where either is NaN.
template <class Real>
SPIKELIGHT_HD Real min(Real a, Real b) {
    return a < b ? a : b;
}
template <class Real>
SPIKELIGHT_HD Real max(Real a, Real b) {
    return a > b ? a : b;
}

/// x within [low, high]; NaN stays NaN.
template <class Real>
SPIKELIGHT_HD Real clamp(Real x, Real low, Real high) {
    return min(high, max(low, x));
}

/// The largest whole number not above x. Exact for every x; infinities and NaN stay.
SPIKELIGHT_HD double floor(double x) {
    // Adding 2^52 to |x| rounds it to a whole number; put the sign back, and step down where that
    // went up.
    double size = abs(x);
    double whole = (size + 0x1p52) - 0x1p52;
    double rounded = double_of(bits_of(whole) | (bits_of(x) & 0x8000000000000000ull));
    double below = rounded > x ? rounded - 1.0 : rounded;
    return size < 0x1p52 ? below : x;
}
SPIKELIGHT_HD float floor(float x) {
    float size = abs(x);
    float whole = (size + 0x1p23f) - 0x1p23f;
    float rounded = float_of(bits_of(whole) | (bits_of(x) & 0x80000000u));
    float below = rounded > x ? rounded - 1.0f : rounded;
    return size < 0x1p23f ? below : x;
}

/// e^x. 0 below -708.39 (the exact value is below the normal numbers), 1.27e308 above 709.43; NaN
/// stays.
SPIKELIGHT_HD double exp(double x) {
    // Write x = n ln 2 + r, |r| <= ln 2 / 2.
    double bounded = clamp(x, -708.4, 709.43);
    double shifted = bounded * 0x1.71547652b82fep+0 + 0x1.8p52;
    double n = shifted - 0x1.8p52;
    double r = (bounded - n * 0x1.62e42fee00000p-1) - n * 0x1.a39ef35793c76p-33;
    // e^r = 1 + r + r^2 q(r).
    double q = 2.5100375924709717e-08;
    q = q * r + 2.762007599981065e-07;
    q = q * r + 2.7557268480116333e-06;
    q = q * r + 2.4801521322116825e-05;
    q = q * r + 0.0001984126986304067;
    q = q * r + 0.0013888888917196881;
    q = q * r + 0.008333333333330065;
    q = q * r + 0.041666666666624164;
    q = q * r + 0.16666666666666669;
    q = q * r + 0.5;
    double power = (q * (r * r) + r) + 1.0;
    // Put n into the exponent of 2^n.
    double scale = double_of((bits_of(shifted) << 52) + 0x3FF0000000000000ull);
    return x < -708.39 ? 0.0 : power * scale;
}

/// x within [low, high], low < 0 < high; a NaN becomes one of the two. Numbers of one sign are ordered as their bits, so
/// that an integer minimum does what takes a comparison and a choice of numbers.
SPIKELIGHT_HD float clamp_bits(float x, float low, float high) {
    // Taken as signed, only positive numbers lie above `high`; as unsigned, only negative ones above `low`.
    auto below_high = std::int32_t(bits_of(x));
    auto most = std::int32_t(bits_of(high));
    auto above_low = std::uint32_t(below_high < most ? below_high : most);
    std::uint32_t least = bits_of(low);
    return float_of(above_low < least ? above_low : least);
}

/// e^x, x not NaN: then it is any of the values below. 1.18e-38 below -87.33, 2.39e38 above 88.37:
/// never 0, never infinite. Error 1.0 ulp.
SPIKELIGHT_HD float exp_of_number(float x) {
    float bounded = clamp_bits(x, -87.33f, 88.37f);
    float shifted = bounded * 0x1.715476p+0f + 0x1.8p23f;
    float n = shifted - 0x1.8p23f;
    float r = (bounded - n * 0x1.62e4p-1f) - n * 0x1.7f7d1cp-20f;
    float q = 0.0013926175888627768f;
    q = q * r + 0.008363173343241215f;
    q = q * r + 0.041666556149721146f;
    q = q * r + 0.16666577756404877f;
    q = q * r + 0.5f;
    float power = (q * (r * r) + r) + 1.0f;
    return power * float_of((bits_of(shifted) << 23) + 0x3F800000u);
}
SPIKELIGHT_HD double exp_of_number(double x) {
    return exp(x);
}

/// e^x as above; NaN stays.
SPIKELIGHT_HD float exp(float x) {
    float power = exp_of_number(x);
    return x == x ? power : x;
}

/// Natural logarithm of a positive, finite, normal number.
SPIKELIGHT_HD double log_of_normal(double x) {
    // Write x = 2^n m, sqrt(1/2) <= m < sqrt(2), with n + 1023 in the low bits of 2^52.
    std::uint64_t bits = bits_of(x);
    std::uint64_t exponent = (bits + (0x3FF0000000000000ull - 0x3FE6A09E667F3BCDull)) >> 52;
    double n = double_of(exponent | 0x4330000000000000ull) - (0x1p52 + 1023);
    double m = double_of(bits - (exponent << 52) + 0x3FF0000000000000ull);
    // log m = f - (f^2/2 - s (f^2/2 + s^2 R(s^2))), f = m - 1, s = f / (2 + f).
    double f = m - 1.0;
    double s = f / (2.0 + f);
    double z = s * s;
    double R = 0.14616449685043406;
    R = R * z + 0.15331721600556042;
    R = R * z + 0.18182889125261723;
    R = R * z + 0.2222221113479508;
    R = R * z + 0.28571428625975487;
    R = R * z + 0.39999999999899505;
    R = R * z + 0.666666666666667;
    double half_square = 0.5 * f * f;
    double correction = s * (half_square + z * R) + n * 0x1.a39ef35793c76p-33;
    return n * 0x1.62e42fee00000p-1 - ((half_square - correction) - f);
}
SPIKELIGHT_HD float log_of_normal(float x) {
    std::uint32_t bits = bits_of(x);
    std::uint32_t exponent = (bits + (0x3F800000u - 0x3F3504F3u)) >> 23;
    float n = float_of(exponent | 0x4B000000u) - (0x1p23f + 127);
    float m = float_of(bits - (exponent << 23) + 0x3F800000u);
    float f = m - 1.0f;
    float s = f / (2.0f + f);
    float z = s * s;
    float R = 0.2333046793937683f;
    R = R * z + 0.2855082154273987f;
    R = R * z + 0.4000012278556824f;
    R = R * z + 0.6666666865348816f;
    float half_square = 0.5f * f * f;
    float correction = s * (half_square + z * R) + n * 0x1.7f7d1cp-20f;
    return n * 0x1.62e4p-1f - ((half_square - correction) - f);
}

/// Natural logarithm, subnormal numbers included. -infinity for 0 and below; NaN and infinity stay.
/// Error 0.85 ulp in double, 0.83 ulp in float.
SPIKELIGHT_HD double log(double x) {
    // Bring subnormal numbers into the normal range.
    bool tiny = x < 0x1p-1022;
    double logarithm =
        log_of_normal(tiny ? x * 0x1p54 : x) - (tiny ? 54 * 0x1.62e42fefa39efp-1 : 0.0);
    double special = x <= 0.0 ? -HUGE_VAL : x;
    return (x > 0.0) & (x < HUGE_VAL) ? logarithm : special;
}
SPIKELIGHT_HD float log(float x) {
    bool tiny = x < 0x1p-126f;
    float logarithm = log_of_normal(tiny ? x * 0x1p25f : x) - (tiny ? 25 * 0x1.62e430p-1f : 0.0f);
    float special = x <= 0.0f ? -HUGE_VALF : x;
    return (x > 0.0f) & (x < HUGE_VALF) ? logarithm : special;
}

/// x^y for x >= 0, y > 0; 0 for x = 0, NaN stays. Subnormal x counts as the smallest normal number,
/// infinity as the largest, and the result saturates as exp does. The relative error is about (1 +
/// |y log x|) ulp: below 1e-13 in double for x in 1e-40 ... 1e40 and y up to 3.
SPIKELIGHT_HD double pow(double x, double y) {
    double bounded = clamp(x, 0x1p-1022, 0x1.fffffffffffffp1023);
    double power = exp(y * log_of_normal(bounded));
    // Zero for a finite number, NaN for NaN.
    return (x <= 0.0 ? 0.0 : power) + (bounded - bounded);
}
SPIKELIGHT_HD float pow(float x, float y) {
    float bounded = clamp(x, 0x1p-126f, 0x1.fffffep127f);
    float power = exp(y * log_of_normal(bounded));
    return (x <= 0.0f ? 0.0f : power) + (bounded - bounded);
}

}  // namespace spikelight::math

#include "kernels/elementary_angles.h"
#include "kernels/elementary_normal.h"
