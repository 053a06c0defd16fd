#include "kernels/philox.h"

#include <gtest/gtest.h>

#include <Random123/philox.h>

namespace spikelight {
namespace {

TEST(Philox, MeetsTheKnownAnswersPublishedWithRandom123) {
    // Random123's kat_vectors, philox4x32 10: counter of four words, key of two.
    PhiloxWords zero = philox(0, 0, 0);
    EXPECT_EQ(zero.w0, 0x6627e8d5u);
    EXPECT_EQ(zero.w1, 0xe169c58du);
    EXPECT_EQ(zero.w2, 0xbc57ac4cu);
    EXPECT_EQ(zero.w3, 0x9b00dbd8u);
    PhiloxWords ones = philox(~0ull, ~0ull, ~0ull);
    EXPECT_EQ(ones.w0, 0x408f276du);
    EXPECT_EQ(ones.w1, 0x41c83b0eu);
    EXPECT_EQ(ones.w2, 0xa20bc7c6u);
    EXPECT_EQ(ones.w3, 0x6d5451fdu);
    // Digits of pi.
    PhiloxWords pi = philox(0x299f31d0'a4093822, 0x03707344'13198a2e, 0x85a308d3'243f6a88);
    EXPECT_EQ(pi.w0, 0xd16cfe09u);
    EXPECT_EQ(pi.w1, 0x94fdccebu);
    EXPECT_EQ(pi.w2, 0x5001e420u);
    EXPECT_EQ(pi.w3, 0x24126ea1u);
}

TEST(Philox, EqualsRandom123OverFourMillionWords) {
    // Keys, elements and draws that exercise all 64 bits of each.
    r123::Philox4x32 oracle;
    std::uint64_t key = 1, element = 2, draw = 3, differing = 0;
    for (int i = 0; i < 1'000'000; ++i) {
        key = key * 6364136223846793005ull + 1442695040888963407ull;
        element ^= key >> 7;
        draw += element | 1;
        r123::Philox4x32::ctr_type counter = {{std::uint32_t(draw), std::uint32_t(draw >> 32),
                                               std::uint32_t(element),
                                               std::uint32_t(element >> 32)}};
        r123::Philox4x32::key_type keys = {{std::uint32_t(key), std::uint32_t(key >> 32)}};
        auto expected = oracle(counter, keys);
        PhiloxWords words = philox(key, element, draw);
        for (std::uint32_t k = 0; k < 4; ++k) differing += word(words, k) != expected[k];
    }
    EXPECT_EQ(differing, 0u);
}

TEST(Philox, GivesUniformNumbersInsideTheOpenInterval) {
    EXPECT_EQ(uniform_double(0u), 0x1p-33);
    EXPECT_EQ(uniform_double(~0u), 1 - 0x1p-33);
}

}  // namespace
}  // namespace spikelight
