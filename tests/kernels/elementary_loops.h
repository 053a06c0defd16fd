// Loops over every elementary function, compiled once per instruction set.
#pragma once

#include <cstdint>
#include <vector>

#include "kernels/cpu/isa.h"

namespace spikelight::testing {

/// The bits of every function in float and double at `n` arguments made from counters, in one sequence.
std::vector<std::uint64_t> elementary_bits(Isa isa, int n);

}  // namespace spikelight::testing
