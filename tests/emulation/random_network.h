// Small networks with everything in them, drawn from a seed.
#pragma once

#include <cstdint>
#include <vector>

#include "kernels/backend.h"
#include "tests/support/dice.h"

namespace spikelight::testing {

enum class Numbers { float32, float32_wide, float64 };

/// One to three populations of every model, up to six projections of every rule with constant, drawn or listed weights and
/// delays, opsins under 2 to 18 lights. `float32_wide` has weights for which 32 bits do not do. `size` scales populations.
NetworkData random_network(std::uint64_t seed, Numbers numbers, std::uint32_t size);

struct Readable {
    Variable variable;
    int opsin;  ///< which of the population's
};

/// What can be read of a population's neurons, of each of its opsins too.
std::vector<Readable> readable(const NetworkData& network, std::uint32_t population);

/// Two populations of at most `size` neurons with one projection of this rule between them, or within the first.
NetworkData one_projection(std::uint64_t seed, ProjectionData::Rule rule, bool recurrent,
                           std::uint32_t size = 150);

}  // namespace spikelight::testing
