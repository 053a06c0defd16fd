// Small networks with everything in them, drawn from a seed.
#pragma once

#include <cstdint>
#include <vector>

#include "kernels/backend.h"

namespace spikelight::testing {

/// Numbers from a seed: SplitMix64 (Steele, Lea, Flood 2014).
class Dice {
  public:
    explicit Dice(std::uint64_t seed) : state_(seed) {}
    std::uint64_t word();
    /// One of 0 ... sides - 1.
    std::uint64_t roll(std::uint64_t sides) { return word() % sides; }
    bool chance(int percent) { return int(roll(100)) < percent; }
    double between(double low, double high);

  private:
    std::uint64_t state_;
};

enum class Numbers { float32, float32_wide, float64 };

/// One to three populations of every model, up to six projections of every rule with constant, drawn or listed weights and
/// delays, opsins under two lights. `float32_wide` has weights for which 32 bits do not do. `size` scales populations.
NetworkData random_network(std::uint64_t seed, Numbers numbers, std::uint32_t size);

/// What can be read of a population's neurons, of its first opsin too.
std::vector<Variable> variables_of(const NetworkData& network, std::uint32_t population);

/// Two populations with one projection of this rule between them, or within the first.
NetworkData one_projection(std::uint64_t seed, ProjectionData::Rule rule, bool recurrent);

}  // namespace spikelight::testing
