// Compresses a picture's bytes as a zlib stream (RFC 1950, 1951), made for dithered pictures and for speed.
#pragma once

#include <cstdint>
#include <vector>

namespace spikelight {

/// A zlib stream of `bytes`. Looks for repetitions at one distance only, `period` bytes back (8 to 256), and codes the
/// rest by their frequency, block by block.
std::vector<std::uint8_t> compress_periodic(const std::vector<std::uint8_t>& bytes, int period);

}  // namespace spikelight
