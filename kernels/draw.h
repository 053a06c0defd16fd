// A 32-bit word becomes a draw, by the quantile function of its distribution: one word, one draw,
// nothing rejected. The word stands for the probability u = (word + 1/2) / 2^32, so the tails end
// at |z| = 6.34 standard deviations.
#pragma once

#include <cstdint>

#include "kernels/elementary.h"
#include "kernels/philox.h"

namespace spikelight {

/// A standard normal variable. Exactly antisymmetric: standard_normal(~bits) =
/// -standard_normal(bits).
template <class Real>
SPIKELIGHT_HD Real standard_normal(std::uint32_t bits) {
    // |u - 1/2| and the smaller of u and 1 - u, each straight from an integer: a float keeps both ends so. The
    // integers are signed, because SSE2 cannot convert unsigned ones.
    std::int32_t centred = std::int32_t(bits ^ 0x80000000u);
    std::int32_t from_middle = centred ^ (centred >> 31);
    std::int32_t from_end = 0x7FFFFFFF - from_middle;
    Real size = (Real(from_middle) + Real(0.5)) * Real(0x1p-32);
    Real q = centred < 0 ? -size : size;
    Real p = (Real(from_end) + Real(0.5)) * Real(0x1p-32);
    return math::normal_quantile_of_parts(q, p);
}

/// Uniform between low and high.
SPIKELIGHT_HD double uniform(double low, double high, std::uint32_t bits) {
    return low + (high - low) * uniform_double(bits);
}

SPIKELIGHT_HD double normal(double mean, double sd, std::uint32_t bits) {
    return mean + sd * standard_normal<double>(bits);
}

/// The exponential of a normal variable with these mean and standard deviation.
SPIKELIGHT_HD double lognormal(double mean_of_log, double sd_of_log, std::uint32_t bits) {
    return math::exp(normal(mean_of_log, sd_of_log, bits));
}

struct Moments {
    double mean, sd;
};

/// Mean and standard deviation of the logarithm of a lognormal variable whose own are `mean` > 0
/// and `sd` >= 0: sigma^2 = log(1 + sd^2 / mean^2), mu = log(mean) - sigma^2 / 2.
SPIKELIGHT_HD Moments moments_of_logarithm(double mean, double sd) {
    double ratio = sd / mean;
    double variance = math::log(1.0 + ratio * ratio);
    return {math::log(mean) - 0.5 * variance, math::sqrt(variance)};
}

/// The largest |value| that any word can give: the end words give the ends of a distribution.
SPIKELIGHT_HD double largest_uniform(double low, double high) {
    return math::max(math::abs(uniform(low, high, 0u)), math::abs(uniform(low, high, ~0u)));
}
SPIKELIGHT_HD double largest_normal(double mean, double sd) {
    return math::max(math::abs(normal(mean, sd, 0u)), math::abs(normal(mean, sd, ~0u)));
}
SPIKELIGHT_HD double largest_lognormal(double mean_of_log, double sd_of_log) {
    return math::max(lognormal(mean_of_log, sd_of_log, 0u), lognormal(mean_of_log, sd_of_log, ~0u));
}

}  // namespace spikelight
