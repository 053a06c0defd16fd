// The compressor against two decompressors that others wrote: stb_image's here, and libdeflate's in reading PNG files.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <utility>
#include <vector>

#define STB_IMAGE_IMPLEMENTATION
#define STBI_ONLY_PNG
#define STB_IMAGE_STATIC
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#include <stb_image.h>
#pragma GCC diagnostic pop

#include "render/deflate.h"

namespace spikelight {
namespace {

using Bytes = std::vector<std::uint8_t>;

Bytes decompress(const Bytes& stream, std::size_t expected) {
    int length = 0;
    char* bytes =
        stbi_zlib_decode_malloc_guesssize(reinterpret_cast<const char*>(stream.data()),
                                          int(stream.size()), int(expected) + 16, &length);
    if (!bytes) return {};
    Bytes result(bytes, bytes + length);
    stbi_image_free(bytes);
    return result;
}

TEST(Deflate, EveryLengthOfRepetitionComesBack) {
    // 258 bytes are the longest match, and a rest of one or two has no code: 259 and 260 must be cut in another way.
    std::mt19937 generator(3);
    for (int length = 0; length < 800; ++length) {
        Bytes bytes(24);
        for (std::uint8_t& byte : bytes) byte = std::uint8_t(generator());
        for (int i = 0; i < length; ++i) bytes.push_back(bytes[bytes.size() - 24]);
        bytes.push_back(std::uint8_t(bytes[bytes.size() - 24] + 1));
        for (int i = 0; i < 8; ++i) bytes.push_back(std::uint8_t(generator()));
        EXPECT_EQ(decompress(compress_periodic(bytes, 24), bytes.size()), bytes) << length;
    }
}

TEST(Deflate, BytesOfVeryDifferentFrequencyComeBack) {
    // Counts like Fibonacci's numbers make Huffman's deepest tree: 23 levels here, of which deflate allows 15.
    Bytes bytes;
    std::size_t count = 1, before = 0;
    for (int value = 0; value < 24; ++value) {
        bytes.insert(bytes.end(), count, std::uint8_t(7 * value));
        before = std::exchange(count, count + before);
    }
    std::shuffle(bytes.begin(), bytes.end(), std::mt19937(5));
    EXPECT_EQ(decompress(compress_periodic(bytes, 24), bytes.size()), bytes);
}

TEST(Deflate, NothingAndAlmostNothingComeBack) {
    for (std::size_t size : {0u, 1u, 7u, 23u, 24u, 25u, 33u}) {
        Bytes bytes(size, 9);
        EXPECT_EQ(decompress(compress_periodic(bytes, 24), size), bytes) << size;
    }
}

TEST(Deflate, RepetitionsAtThePeriodTakeLittleRoom) {
    Bytes bytes;
    for (int i = 0; i < 100000; ++i) bytes.push_back(std::uint8_t(i % 24 * 11));
    // A match of 258 bytes takes a few bits.
    EXPECT_LT(compress_periodic(bytes, 24).size(), 1000u);
}

}  // namespace
}  // namespace spikelight
