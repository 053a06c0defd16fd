// A keyed permutation of 0 ... n - 1 that needs no memory: element k is computed, not looked up.
// Its first m elements are a sample of m distinct items, which is how distinct partners are drawn.
//
// A Feistel network (Luby and Rackoff 1988, SIAM J Comput 17:373) permutes the 2^b >= n numbers of b bits; numbers outside
// the range are sent through again until one is inside (Black and Rogaway 2002, CT-RSA), less than twice on average for
// n > 2. Each round changes one half by a keyed hash of the other; the halves differ in width by at most a bit. Few bits
// mix slowly: eight rounds suffice above 2^8 items, three items of eight need 24 before the chi-square test of
// tests/kernels/feistel_test.cpp finds no preference.
#pragma once

#include <cstdint>

#include "kernels/host_device.h"
#include "kernels/philox.h"

namespace spikelight {

struct KeyedPermutation {
    std::uint64_t n = 1;
    std::uint32_t low_bits = 1, high_bits = 1;
    std::uint32_t round_pairs = 4;
    PhiloxWords
        keys{};  ///< of the first round of either half, and what is added from round to round

    /// For 1 <= n <= 2^62.
    SPIKELIGHT_HD static KeyedPermutation make(std::uint64_t n, std::uint64_t key) {
        std::uint32_t bits = 2;
        while (bits < 62 && (n - 1) >> bits != 0) ++bits;
        std::uint32_t round_pairs = bits > 8 ? 4 : bits > 4 ? 8 : 24;
        return {n, bits / 2, bits - bits / 2, round_pairs, philox(key, n, 0)};
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
        std::uint32_t low_key = keys.w0, high_key = keys.w2;
        for (std::uint32_t pair = 0; pair < round_pairs; ++pair) {
            low ^= hash(high, low_key) & low_mask;
            high ^= hash(low, high_key) & high_mask;
            low_key += keys.w1;
            high_key += keys.w3;
        }
        return std::uint64_t(high) << low_bits | low;
    }
};

}  // namespace spikelight
