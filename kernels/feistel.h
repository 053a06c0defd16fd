// A keyed permutation of 0 ... n - 1 that needs no memory: element k is computed, not looked up.
// Its first m elements are a sample of m distinct items, which is how distinct partners are drawn.
//
// A Feistel network (Luby and Rackoff 1988, SIAM J Comput 17:373) of eight rounds permutes the 2^b
// >= n numbers of b bits; numbers outside the range are sent through again until one is inside
// (Black and Rogaway 2002, CT-RSA), twice at most on average for n > 2. The two halves may differ
// in width by a bit: each round adds a keyed hash of one to the other.
#pragma once

#include <cstdint>

#include "kernels/host_device.h"
#include "kernels/philox.h"

namespace spikelight {

struct KeyedPermutation {
    std::uint64_t n = 1;
    std::uint32_t low_bits = 1, high_bits = 1;
    PhiloxWords low_keys{}, high_keys{};  ///< of the rounds that change the low, the high half

    /// For 1 <= n <= 2^62.
    SPIKELIGHT_HD static KeyedPermutation make(std::uint64_t n, std::uint64_t key) {
        std::uint32_t bits = 2;
        while (bits < 62 && (n - 1) >> bits != 0) ++bits;
        return {n, bits / 2, bits - bits / 2, philox(key, n, 0), philox(key, n, 1)};
    }

    /// Element k, k < n.
    SPIKELIGHT_HD std::uint64_t operator()(std::uint64_t k) const {
        std::uint64_t element = k;
        do element = permute_bits(element);
        while (element >= n);
        return element;
    }

    /// The finaliser of MurmurHash3, which lets every bit of the input change every bit of the
    /// output.
    SPIKELIGHT_HD static std::uint32_t hash(std::uint32_t x, std::uint32_t key) {
        x ^= key;
        x = (x ^ (x >> 16)) * 0x85EBCA6Bu;
        x = (x ^ (x >> 13)) * 0xC2B2AE35u;
        return x ^ (x >> 16);
    }

    SPIKELIGHT_HD std::uint64_t permute_bits(std::uint64_t x) const {
        std::uint32_t low_mask = (1u << low_bits) - 1u, high_mask = (1u << high_bits) - 1u;
        std::uint32_t low = std::uint32_t(x) & low_mask, high = std::uint32_t(x >> low_bits);
        low ^= hash(high, low_keys.w0) & low_mask;
        high ^= hash(low, high_keys.w0) & high_mask;
        low ^= hash(high, low_keys.w1) & low_mask;
        high ^= hash(low, high_keys.w1) & high_mask;
        low ^= hash(high, low_keys.w2) & low_mask;
        high ^= hash(low, high_keys.w2) & high_mask;
        low ^= hash(high, low_keys.w3) & low_mask;
        high ^= hash(low, high_keys.w3) & high_mask;
        return std::uint64_t(high) << low_bits | low;
    }
};

}  // namespace spikelight
