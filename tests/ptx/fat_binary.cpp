#include "tests/ptx/fat_binary.h"

#include <zstd.h>

#include <cstdint>
#include <cstring>
#include <stdexcept>

namespace spikelight::ptx {
namespace {

/// What a program hands over: read off programs that nvcc made.
struct Wrapper {
    std::uint32_t magic, version;
    const unsigned char* data;
    void* file;
};
struct Header {
    std::uint32_t magic;
    std::uint16_t version, header_bytes;
    std::uint64_t bytes;  ///< of all entries
};
struct Entry {
    std::uint16_t kind, version;
    std::uint32_t header_bytes;
    std::uint64_t padded_bytes;
    std::uint32_t bytes, unknown;  ///< as it lies here, if compressed
    std::uint32_t options[4];
    std::uint64_t flags, reserved;
    std::uint64_t bytes_before;  ///< those that were compressed
};
static_assert(sizeof(Entry) == 64);

constexpr std::uint32_t wrapper_magic = 0x466243b1, header_magic = 0xba55ed50;
constexpr std::uint16_t is_ptx = 1;
constexpr std::uint64_t by_lz4 = 0x2000, by_zstd = 0x8000;

std::string text_of(const Entry& entry, const unsigned char* payload) {
    if (entry.flags & by_lz4)
        throw std::runtime_error("the PTX in this program is compressed in a way not known here");
    if (!(entry.flags & by_zstd))
        return {reinterpret_cast<const char*>(payload), entry.padded_bytes};
    std::string text(entry.bytes_before, '\0');
    std::size_t bytes = ZSTD_decompress(text.data(), text.size(), payload, entry.bytes);
    if (ZSTD_isError(bytes))
        throw std::runtime_error(std::string("the PTX in this program cannot be decompressed (") +
                                 ZSTD_getErrorName(bytes) + ")");
    text.resize(bytes);
    return text;
}

}  // namespace

std::string ptx_text(const void* wrapper) {
    Wrapper w;
    std::memcpy(&w, wrapper, sizeof w);
    Header header;
    if (w.magic == wrapper_magic) std::memcpy(&header, w.data, sizeof header);
    if (w.magic != wrapper_magic || header.magic != header_magic)
        throw std::runtime_error("this program holds no code for a GPU that is known here");
    const unsigned char* at = w.data + header.header_bytes;
    for (const unsigned char* end = at + header.bytes; at < end;) {
        Entry entry;
        std::memcpy(&entry, at, sizeof entry);
        if (entry.kind == is_ptx) {
            std::string text = text_of(entry, at + entry.header_bytes);
            text.resize(std::strlen(text.c_str()));  // what pads it goes
            return text;
        }
        at += entry.header_bytes + entry.padded_bytes;
    }
    throw std::runtime_error(
        "this program holds no PTX. Compile it with PTX, as by SPIKELIGHT_CUDA_ARCHITECTURES=90");
}

}  // namespace spikelight::ptx
