#include "tools/report/rates.h"

#include <algorithm>
#include <cmath>

namespace spikelight {

double rate_bin_ms(double duration_ms, double dt_ms) {
    constexpr double most_bins = 150;
    double least = std::max(duration_ms / most_bins, dt_ms);
    double bin = std::pow(10.0, std::floor(std::log10(least)));
    for (double factor : {1.0, 2.0, 5.0, 10.0}) {
        if (bin * factor < least * (1 - 1e-9)) continue;
        bin *= factor;
        break;
    }
    // Bins of unequal numbers of steps would show as ripples.
    return std::ceil(bin / dt_ms - 1e-6) * dt_ms;
}

RateCounter::RateCounter(std::int64_t neurons, double duration_ms, double bin_ms)
    : neurons_(double(std::max<std::int64_t>(neurons, 1))),
      duration_ms_(duration_ms),
      bin_ms_(bin_ms),
      counts_(std::size_t(std::max(1.0, std::ceil(duration_ms / bin_ms - 1e-6)))) {}

void RateCounter::add(const SpikeSpan& spikes) {
    // A spike of step k is stamped k dt: the small shift keeps one on an edge in the bin it begins.
    for (double time : spikes.times_ms)
        ++counts_[std::min(counts_.size() - 1, std::size_t(time / bin_ms_ + 1e-6))];
}

RateCurve RateCounter::curve() const {
    RateCurve curve{bin_ms_, std::vector<double>(counts_.size()), counts_};
    for (std::size_t b = 0; b < counts_.size(); ++b) {
        curve.begin_ms[b] = double(b) * bin_ms_;
        double length_s =
            (std::min(duration_ms_, double(b + 1) * bin_ms_) - curve.begin_ms[b]) * 1e-3;
        curve.rate_hz[b] /= neurons_ * length_s;
    }
    return curve;
}

}  // namespace spikelight
