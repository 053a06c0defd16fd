// Philox4x32-10 (Salmon et al. 2011, SC'11): random numbers without state. Every draw of Spikelight is a word of
//
//   philox(key, element, draw)     counter words = (draw low, draw high, element low, element high)
//
//   key      64 bits from (seed, purpose, name of the table it is for): engine/network/keys.h
//   element  which neuron, row, source, ...;   draw: which block of four words of that element's sequence
//
// Word k of an element's sequence is word k % 4 of draw k / 4. Per-step noise is the exception that saves time: its
// element is neuron / 4, its draw the step, its word neuron % 4.
#pragma once

#include <cstdint>

#include "kernels/host_device.h"

namespace spikelight {

struct PhiloxWords {
    std::uint32_t w0, w1, w2, w3;
};

SPIKELIGHT_HD PhiloxWords philox(std::uint64_t key, std::uint64_t element, std::uint64_t draw) {
    std::uint32_t c0 = std::uint32_t(draw), c1 = std::uint32_t(draw >> 32);
    std::uint32_t c2 = std::uint32_t(element), c3 = std::uint32_t(element >> 32);
    std::uint32_t k0 = std::uint32_t(key), k1 = std::uint32_t(key >> 32);
#pragma GCC unroll 10
    for (int round = 0; round < 10; ++round) {
        std::uint64_t product0 = std::uint64_t(0xD2511F53u) * c0;
        std::uint64_t product1 = std::uint64_t(0xCD9E8D57u) * c2;
        std::uint32_t high0 = std::uint32_t(product0 >> 32), low0 = std::uint32_t(product0);
        std::uint32_t high1 = std::uint32_t(product1 >> 32), low1 = std::uint32_t(product1);
        c0 = high1 ^ c1 ^ k0;
        c1 = low1;
        c2 = high0 ^ c3 ^ k1;
        c3 = low0;
        k0 += 0x9E3779B9u;
        k1 += 0xBB67AE85u;
    }
    return {c0, c1, c2, c3};
}

SPIKELIGHT_HD std::uint32_t word(PhiloxWords const& w, std::uint32_t index) {
    return index == 0 ? w.w0 : index == 1 ? w.w1 : index == 2 ? w.w2 : w.w3;
}

/// Uniform in (0, 1): never 0, never 1. Exact in double.
SPIKELIGHT_HD double uniform_double(std::uint32_t bits) {
    return (double(bits) + 0.5) * 0x1p-32;
}

}  // namespace spikelight
