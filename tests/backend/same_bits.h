// Numbers that must be the same to the last bit.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <span>

namespace spikelight::testing {

/// Bits, not values: NaN and the sign of zero count too.
inline void expect_same_bits(std::span<const double> values, std::span<const double> expected,
                             const char* what) {
    ASSERT_EQ(values.size(), expected.size()) << what;
    for (std::size_t i = 0; i < values.size(); ++i)
        ASSERT_EQ(__builtin_bit_cast(std::uint64_t, values[i]),
                  __builtin_bit_cast(std::uint64_t, expected[i]))
            << what << " " << i << ": " << values[i] << " not " << expected[i];
}

}  // namespace spikelight::testing
