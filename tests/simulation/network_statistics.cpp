#include "tests/simulation/network_statistics.h"

#include <cmath>
#include <numeric>

namespace spikelight::testing {
namespace {

double mean(const std::vector<double>& x) {
    return std::accumulate(x.begin(), x.end(), 0.0) / double(x.size());
}

double variance(const std::vector<double>& x) {
    double m = mean(x), sum = 0;
    for (double value : x) sum += (value - m) * (value - m);
    return sum / double(x.size() - 1);
}

double mean_cv(const std::vector<std::vector<double>>& steps_of) {
    std::vector<double> cvs;
    for (const auto& steps : steps_of) {
        if (steps.size() < 11) continue;
        std::vector<double> intervals;
        for (std::size_t i = 1; i < steps.size(); ++i) intervals.push_back(steps[i] - steps[i - 1]);
        cvs.push_back(std::sqrt(variance(intervals)) / mean(intervals));
    }
    return mean(cvs);
}

double mean_correlation(const std::vector<std::vector<double>>& steps_of, std::int64_t from,
                        std::int64_t bins, double bin_steps) {
    // Standardised counts per sampled neuron; a correlation is then a mean product.
    std::vector<std::vector<double>> sampled;
    for (std::size_t n = 0; n < steps_of.size(); n += 40) {
        if (steps_of[n].size() < 5) continue;
        std::vector<double> counts(std::size_t(bins), 0);
        for (double step : steps_of[n]) counts[std::size_t((step - double(from)) / bin_steps)] += 1;
        double m = mean(counts), sd = std::sqrt(variance(counts) * double(bins - 1) / double(bins));
        for (double& count : counts) count = (count - m) / sd;
        sampled.push_back(std::move(counts));
    }
    // The sum over all pairs follows from the sum over neurons: (|sum|^2 - sum of squares) / 2.
    std::vector<double> sum(std::size_t(bins), 0);
    for (const auto& counts : sampled)
        for (std::size_t b = 0; b < sum.size(); ++b) sum[b] += counts[b];
    double square = 0;
    for (double value : sum) square += value * value;
    double n = double(sampled.size());
    return (square / double(bins) - n) / (n * (n - 1));
}

}  // namespace

SpikeStatistics spike_statistics(const std::vector<Spike>& spikes, std::uint32_t neurons,
                                 std::int64_t from, std::int64_t to, double dt) {
    double bin_steps = std::round(5e-3 / dt);
    std::int64_t bins = std::int64_t(double(to - from) / bin_steps);
    std::vector<std::vector<double>> steps_of(neurons);
    std::vector<double> counts(std::size_t(bins), 0);
    std::size_t total = 0;
    for (const Spike& spike : spikes) {
        if (spike.step < from || spike.step >= to) continue;
        steps_of[spike.neuron].push_back(spike.step);
        counts[std::size_t(double(spike.step - from) / bin_steps)] += 1;
        ++total;
    }
    SpikeStatistics result;
    result.rate_Hz = double(total) / neurons / (double(to - from) * dt);
    result.cv_mean = mean_cv(steps_of);
    result.fano_5ms = variance(counts) / mean(counts);
    result.correlation_5ms = mean_correlation(steps_of, from, bins, bin_steps);
    return result;
}

}  // namespace spikelight::testing
