// Population rates over time, from spikes.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/recording/recording.h"

namespace spikelight {

struct RateCurve {
    double bin_ms = 1;
    std::vector<double> begin_ms;  ///< where each bin begins
    std::vector<double>
        rate_hz;  ///< spikes / (neurons bin); a last, shorter bin is divided by its own length
};

/// The shortest of 1, 2, 5 times a power of ten, not below dt and a whole number of steps, that gives at most 150 bins.
double rate_bin_ms(double duration_ms, double dt_ms);

class RateCounter {
  public:
    RateCounter(std::int64_t neurons, double duration_ms, double bin_ms);
    /// Spikes may be given in any portions.
    void add(const SpikeSpan& spikes);
    RateCurve curve() const;

  private:
    double neurons_, duration_ms_, bin_ms_;
    std::vector<double> counts_;
};

}  // namespace spikelight
