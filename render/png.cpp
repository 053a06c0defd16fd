#include <libdeflate.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <stdexcept>
#include <string>

#include "render/deflate.h"
#include "render/image.h"

namespace spikelight {
namespace {

/// Each pixel as the difference from the one to its left: smallest of the five for these dithered pictures.
constexpr std::uint8_t filter_sub = 1;
constexpr int dither_period = 8;   // pixels, of tone_map's pattern
constexpr int fast_and_small = 1;  // libdeflate's quickest level

[[noreturn]] void fail(const std::filesystem::path& path, const std::string& reason) {
    throw std::runtime_error(path.string() + " (cannot write the picture: " + reason +
                             "). Free space there or choose another directory with --out.");
}

/// One row after the filter: its kind, then each byte less the one a pixel before.
void filter_row(const std::uint8_t* row, std::size_t bytes, std::size_t pixel, std::uint8_t* out) {
    *out++ = filter_sub;
    std::memcpy(out, row, pixel);
#pragma omp simd
    for (std::size_t i = pixel; i < bytes; ++i) out[i] = std::uint8_t(row[i] - row[i - pixel]);
}

std::vector<std::uint8_t> filtered_8(const Image& image) {
    std::size_t bytes = std::size_t(image.width) * 3;
    std::vector<std::uint8_t> result((bytes + 1) * std::size_t(image.height));
    for (int y = 0; y < image.height; ++y)
        filter_row(image.row(y), bytes, 3, result.data() + std::size_t(y) * (bytes + 1));
    return result;
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

std::vector<std::uint8_t> png_bytes(const Image& image) {
    bool deep = !image.rgb16.empty();
    std::vector<std::uint8_t> pixels =
        deep ? compress_still(filtered_16(image))
             : compress_periodic(filtered_8(image), 3 * dither_period);
    std::vector<std::uint8_t> file = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    file.reserve(pixels.size() + 128);
    std::vector<std::uint8_t> header;
    append_number(header, std::uint32_t(image.width));
    append_number(header, std::uint32_t(image.height));
    // Bits per channel, colour without palette, and the only ways there are to compress, filter and interlace not.
    for (int value : {deep ? 16 : 8, 2, 0, 0, 0}) header.push_back(std::uint8_t(value));
    append_chunk(file, "IHDR", header);
    append_chunk(file, "sRGB", {0});
    append_chunk(file, "IDAT", pixels);
    append_chunk(file, "IEND", {});
    return file;
}

void write_bytes(const std::filesystem::path& path, const std::vector<std::uint8_t>& bytes) {
    std::FILE* file = std::fopen(path.c_str(), "wb");
    if (!file) fail(path, std::strerror(errno));
    // A full disk shows in the write or only in the close.
    bool written = std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size();
    int reason = errno;
    if (std::fclose(file) != 0 && written) {
        written = false;
        reason = errno;
    }
    if (written) return;
    std::error_code ignored;
    std::filesystem::remove(path, ignored);
    fail(path, std::strerror(reason));
}

}  // namespace

void write_png(const Image& image, const std::filesystem::path& path) {
    std::filesystem::path unfinished = path;
    unfinished += ".partial";
    write_bytes(unfinished, png_bytes(image));
    std::error_code error;
    std::filesystem::rename(unfinished, path, error);
    if (error) fail(path, error.message());
}

}  // namespace spikelight
