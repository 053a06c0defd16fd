// Chance that a seed repeats.
#pragma once

#include <cstdint>

namespace spikelight::testing {

/// Numbers from a seed: SplitMix64 (Steele, Lea, Flood 2014).
class Dice {
  public:
    explicit Dice(std::uint64_t seed) : state_(seed) {}
    std::uint64_t word() {
        std::uint64_t z = state_ += 0x9E3779B97F4A7C15u;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
        return z ^ (z >> 31);
    }
    /// One of 0 ... sides - 1.
    std::uint64_t roll(std::uint64_t sides) { return word() % sides; }
    bool chance(int percent) { return int(roll(100)) < percent; }
    double between(double low, double high) {
        return low + (high - low) * double(word() >> 11) * 0x1p-53;
    }

  private:
    std::uint64_t state_;
};

}  // namespace spikelight::testing
