#include "render/png_file.h"

#include <libdeflate.h>

#include <memory>
#include <new>

namespace spikelight {
namespace {

std::vector<std::uint8_t> compressed(const std::vector<std::uint8_t>& bytes, int level) {
    std::unique_ptr<libdeflate_compressor, void (*)(libdeflate_compressor*)> compressor(
        libdeflate_alloc_compressor(level), &libdeflate_free_compressor);
    if (!compressor) throw std::bad_alloc();
    std::vector<std::uint8_t> result(
        libdeflate_zlib_compress_bound(compressor.get(), bytes.size()));
    result.resize(libdeflate_zlib_compress(compressor.get(), bytes.data(), bytes.size(),
                                           result.data(), result.size()));
    return result;
}

void append_number(std::vector<std::uint8_t>& bytes, std::uint32_t number) {
    for (int shift = 24; shift >= 0; shift -= 8) bytes.push_back(std::uint8_t(number >> shift));
}

/// Length, name, data, and the checksum of the last two.
void append_chunk(std::vector<std::uint8_t>& file, const std::string& name,
                  const std::vector<std::uint8_t>& data) {
    append_number(file, std::uint32_t(data.size()));
    std::size_t begin = file.size();
    file.insert(file.end(), name.begin(), name.end());
    file.insert(file.end(), data.begin(), data.end());
    append_number(file, libdeflate_crc32(0, file.data() + begin, file.size() - begin));
}

}  // namespace

std::vector<std::uint8_t> png_file(const PngFormat& format, const std::vector<std::uint8_t>& rows,
                                   int level) {
    std::vector<std::uint8_t> file = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    std::vector<std::uint8_t> header;
    append_number(header, std::uint32_t(format.width));
    append_number(header, std::uint32_t(format.height));
    // Of the last three, the ways to compress, filter and interlace, there is but one (and not to interlace).
    for (int value : {int(format.bits), int(format.colour), 0, 0, 0})
        header.push_back(std::uint8_t(value));
    append_chunk(file, "IHDR", header);
    for (const PngFormat::Chunk& chunk : format.chunks) append_chunk(file, chunk.name, chunk.data);
    append_chunk(file, "IDAT", compressed(rows, level));
    append_chunk(file, "IEND", {});
    return file;
}

}  // namespace spikelight
