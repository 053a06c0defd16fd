// Compiled once per instruction set: only headers of kernels/, everything in a namespace per set.
#include "kernels/cpu/row_loops.h"
#include "kernels/row_rules.h"

namespace spikelight::SPIKELIGHT_ISA {
namespace {

void words(std::uint64_t key, std::uint64_t element, std::uint64_t first, int count,
           std::uint32_t* result) {
    int draws = count / 4;
    // vectorised: philox words
#pragma omp simd
    for (int j = 0; j < draws; ++j) {
        PhiloxWords w = philox(key, element, first / 4 + std::uint32_t(j));
        result[4 * j + 0] = w.w0;
        result[4 * j + 1] = w.w1;
        result[4 * j + 2] = w.w2;
        result[4 * j + 3] = w.w3;
    }
}

void gaps(const std::uint32_t* words, int count, double scale, std::int32_t* result) {
    // vectorised: gaps between targets
#pragma omp simd
    for (int i = 0; i < count; ++i) result[i] = gap(words[i], scale);
}

}  // namespace

extern const CpuRowLoops row_loops;
const CpuRowLoops row_loops = {words, gaps};

}  // namespace spikelight::SPIKELIGHT_ISA
