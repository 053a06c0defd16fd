// The Kolmogorov-Smirnov distance and the bound it stays below if two samples are of one
// distribution.
#pragma once

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

namespace spikelight::testing {

/// The largest distance between a sample's distribution and the distribution function `cdf`.
inline double distance_to(std::vector<double> sample, const std::function<double(double)>& cdf) {
    std::sort(sample.begin(), sample.end());
    const double n = static_cast<double>(sample.size());
    double distance = 0;
    for (std::size_t i = 0; i < sample.size(); ++i) {
        const double expected = cdf(sample[i]);
        distance = std::max({distance, std::abs(expected - static_cast<double>(i) / n),
                             std::abs(static_cast<double>(i + 1) / n - expected)});
    }
    return distance;
}

/// The largest distance between the distributions of two samples.
inline double distance_between(std::vector<double> a, std::vector<double> b) {
    std::sort(a.begin(), a.end());
    std::sort(b.begin(), b.end());
    auto below = [](const std::vector<double>& sample, double x) {
        return static_cast<double>(std::upper_bound(sample.begin(), sample.end(), x) -
                                   sample.begin()) /
               static_cast<double>(sample.size());
    };
    double distance = 0;
    for (const std::vector<double>& sample : {a, b})
        for (double x : sample) distance = std::max(distance, std::abs(below(a, x) - below(b, x)));
    return distance;
}

/// Exceeded with probability 0.001 by samples of one distribution (asymptotic; Smirnov 1948: c
/// = 1.949). `n` is the sample's size, or n m / (n + m) for two samples.
inline double bound_at_one_in_a_thousand(double n) {
    return 1.949 / std::sqrt(n);
}

/// Of a normal distribution; std::erfc is the oracle here.
inline double normal_cdf(double x, double mean, double sd) {
    return 0.5 * std::erfc(-(x - mean) / (sd * std::sqrt(2.0)));
}

}  // namespace spikelight::testing
