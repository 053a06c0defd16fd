// What the machine can give at most, measured in the same process, and how much of it a kernel takes.
#pragma once

#include <benchmark/benchmark.h>

#include <cstdint>
#include <vector>

#include "kernels/cpu/isa.h"

namespace spikelight::benchmarks {

/// The instruction sets that this processor can run, slowest first.
std::vector<Isa> measured_isas();

/// Bytes per second of a = b + s c over `working_set` bytes in all, read and written bytes counted once each.
double memory_limit(Isa isa, std::size_t working_set);

/// Additions and multiplications of floats per second, in equal numbers.
double arithmetic_limit(Isa isa);

/// Targets for `scatter`: uniform, `count` of them, in a space of `size`.
std::vector<std::uint16_t> random_targets(std::size_t count, std::uint32_t size);

/// input[target] += weight for each target.
void scatter(const std::uint16_t* targets, std::size_t count, std::int32_t weight,
             std::int32_t* input);

/// Increments per second at 200 KB of int32, targets streamed from memory.
double scatter_limit();

/// What one item of a kernel costs.
struct Cost {
    double bytes = 0;             ///< read and written
    double operations = 0;        ///< floating point: + - x / sqrt
    double increments = 0;        ///< of random accumulators
    bool wide = false;            ///< operations on doubles: half as many per second
    std::size_t working_set = 0;  ///< bytes touched again and again
};

/// Adds rates to a benchmark, and "of_limit": the time that the machine's limits demand, over the time taken.
void report(benchmark::State& state, Isa isa, double items_per_iteration, const Cost& cost);

}  // namespace spikelight::benchmarks
