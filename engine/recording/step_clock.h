// Times of steps as a person would write them.
#pragma once

#include <cmath>
#include <cstdint>

namespace spikelight {

/// The time of a step in ms: the double nearest to the exact decimal number step x dt, so that step
/// 3 of 0.1 ms prints as 0.3 (3 * 0.1 in doubles prints as 0.30000000000000004).
class StepClock {
  public:
    /// `dt` in s. Where dt is no decimal number of up to nine places in ms, the times are step * dt
    /// * 1000.
    explicit StepClock(double dt) : numerator_(dt * 1e3) {
        // Write dt as an integer over a power of ten; within a few roundings that is what the
        // scenario said.
        double power = 1;
        for (int places = 0; places <= 9; ++places, power *= 10) {
            const double scaled = dt * 1e3 * power, integer = std::round(scaled);
            if (integer >= 1 && std::abs(scaled - integer) <= 1e-14 * integer) {
                numerator_ = integer;
                denominator_ = power;
                return;
            }
        }
    }
    /// The one division rounds once, as long as step x numerator is below 2^53.
    double milliseconds(std::int64_t step) const {
        return static_cast<double>(step) * numerator_ / denominator_;
    }

  private:
    double numerator_ = 1, denominator_ = 1;
};

}  // namespace spikelight
