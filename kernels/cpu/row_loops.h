// The loops of building that are compiled once per instruction set.
#pragma once

#include <cstdint>

#include "kernels/cpu/isa.h"

namespace spikelight {

struct CpuRowLoops {
    /// Words `first` ... `first + count - 1` of an element's sequence; both multiples of 4.
    void (*words)(std::uint64_t key, std::uint64_t element, std::uint64_t first, int count,
                  std::uint32_t* result);
    /// gap(bits, scale) of each word.
    void (*gaps)(const std::uint32_t* words, int count, double scale, std::int32_t* result);
};

const CpuRowLoops& row_loops(Isa isa);

}  // namespace spikelight
