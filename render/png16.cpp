#include "render/png16.h"

#include <libdeflate.h>

#include <cstring>
#include <new>

namespace spikelight {
namespace {

constexpr std::uint8_t filter_sub = 1;  // each pixel as the difference from the one to its left
constexpr int fast_and_small = 1;       // libdeflate's quickest level

/// One row after the filter: its kind, then each byte less the one a pixel before.
void filter_row(const std::uint8_t* row, std::size_t bytes, std::size_t pixel, std::uint8_t* out) {
    *out++ = filter_sub;
    std::memcpy(out, row, pixel);
#pragma omp simd
    for (std::size_t i = pixel; i < bytes; ++i) out[i] = std::uint8_t(row[i] - row[i - pixel]);
}

std::vector<std::uint8_t> filtered_16(const Image& image) {
    std::size_t channels = std::size_t(image.width) * 3;
    std::vector<std::uint8_t> result((2 * channels + 1) * std::size_t(image.height));
    std::vector<std::uint8_t> row(2 * channels);
    for (int y = 0; y < image.height; ++y) {
        // PNG keeps the higher byte first.
        const std::uint16_t* from = image.rgb16.data() + std::size_t(y) * channels;
        for (std::size_t i = 0; i < channels; ++i) {
            row[2 * i] = std::uint8_t(from[i] >> 8);
            row[2 * i + 1] = std::uint8_t(from[i]);
        }
        filter_row(row.data(), row.size(), 6, result.data() + std::size_t(y) * (row.size() + 1));
    }
    return result;
}

/// Stills are few: general compression.
std::vector<std::uint8_t> compress_still(const std::vector<std::uint8_t>& bytes) {
    libdeflate_compressor* compressor = libdeflate_alloc_compressor(fast_and_small);
    if (!compressor) throw std::bad_alloc();
    std::vector<std::uint8_t> result(libdeflate_zlib_compress_bound(compressor, bytes.size()));
    result.resize(libdeflate_zlib_compress(compressor, bytes.data(), bytes.size(), result.data(),
                                           result.size()));
    libdeflate_free_compressor(compressor);
    return result;
}

void append_number(std::vector<std::uint8_t>& bytes, std::uint32_t number) {
    for (int shift = 24; shift >= 0; shift -= 8) bytes.push_back(std::uint8_t(number >> shift));
}

/// Length, name, data, and the checksum of the last two.
void append_chunk(std::vector<std::uint8_t>& file, const char* name,
                  const std::vector<std::uint8_t>& data) {
    append_number(file, std::uint32_t(data.size()));
    std::size_t begin = file.size();
    file.insert(file.end(), name, name + 4);
    file.insert(file.end(), data.begin(), data.end());
    append_number(file, libdeflate_crc32(0, file.data() + begin, file.size() - begin));
}

}  // namespace

std::vector<std::uint8_t> png16_bytes(const Image& image) {
    std::vector<std::uint8_t> file = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    std::vector<std::uint8_t> header;
    append_number(header, std::uint32_t(image.width));
    append_number(header, std::uint32_t(image.height));
    // Bits per channel, colour without palette, and the only ways there are to compress, filter and interlace not.
    for (int value : {16, 2, 0, 0, 0}) header.push_back(std::uint8_t(value));
    append_chunk(file, "IHDR", header);
    append_chunk(file, "sRGB", {0});
    append_chunk(file, "IDAT", compress_still(filtered_16(image)));
    append_chunk(file, "IEND", {});
    return file;
}

}  // namespace spikelight
