// A launch: blocks of threads, in warps that take turns.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "tests/ptx/counts.h"
#include "tests/ptx/program.h"

namespace spikelight::ptx {

struct Launch {
    const Program* program = nullptr;
    unsigned blocks = 1, threads = 32;  ///< of one dimension
    std::size_t shared_bytes = 0;       ///< beside what the program has itself
    bool weak_memory = false;           ///< writes are seen in any order, see weak_memory.h
    bool together = false;              ///< all blocks are in flight
    LaunchCounts* counts = nullptr;     ///< where not nullptr, what is asked of a GPU is counted
    std::vector<std::byte>
        arguments;  ///< Program::parameter_bytes, laid out as Program::parameters says
};

/// Runs all of it; throws a Fault. In which order warps take turns, `seed` decides.
void run(const Launch& launch, std::uint64_t seed);

}  // namespace spikelight::ptx
