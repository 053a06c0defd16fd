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

RateCurve population_rate(const RecordedSpikes& spikes, std::int64_t neurons, double duration_ms,
                          double bin_ms) {
    auto bins = std::size_t(std::max(1.0, std::ceil(duration_ms / bin_ms - 1e-6)));
    RateCurve curve{bin_ms, std::vector<double>(bins), std::vector<double>(bins)};
    // A spike of step k is stamped k dt: the small shift keeps one on an edge in the bin it begins.
    for (double time : spikes.times_ms)
        ++curve.rate_hz[std::min(bins - 1, std::size_t(time / bin_ms + 1e-6))];
    for (std::size_t b = 0; b < bins; ++b) {
        curve.begin_ms[b] = double(b) * bin_ms;
        double length_s =
            (std::min(duration_ms, double(b + 1) * bin_ms) - curve.begin_ms[b]) * 1e-3;
        curve.rate_hz[b] /= double(std::max<std::int64_t>(neurons, 1)) * length_s;
    }
    return curve;
}

}  // namespace spikelight
