// Goodness of fit, for tests with a fixed seed and a stated significance.
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

namespace spikelight::testing {

/// Probability of a normal variable above z.
inline double upper_tail(double z) {
    return 0.5 * std::erfc(z / std::sqrt(2.0));
}

/// P-value of Pearson's chi-square against equal expectations, by Wilson and Hilferty's approximation (1931), good to a
/// percent for the dozens of cells used here.
inline double chi_square_p_value(const std::vector<long>& counts) {
    double total = 0, square = 0;
    for (long count : counts) total += double(count);
    double expected = total / double(counts.size());
    for (long count : counts)
        square += (double(count) - expected) * (double(count) - expected) / expected;
    double freedom = double(counts.size()) - 1;
    double variance = 2 / (9 * freedom);
    return upper_tail((std::cbrt(square / freedom) - (1 - variance)) / std::sqrt(variance));
}

/// P-value of Kolmogorov and Smirnov's test of values against a distribution function, in the limit of many values.
template <class Distribution>
double kolmogorov_p_value(std::vector<double> values, Distribution cumulative) {
    std::sort(values.begin(), values.end());
    double n = double(values.size()), distance = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        double p = cumulative(values[i]);
        distance = std::max({distance, p - double(i) / n, double(i + 1) / n - p});
    }
    double sum = 0;
    for (int k = 1; k < 100; ++k)
        sum += (k % 2 ? 2 : -2) * std::exp(-2.0 * k * k * n * distance * distance);
    return std::min(1.0, sum);
}

}  // namespace spikelight::testing
