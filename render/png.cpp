#include <libdeflate.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <string>

#include "render/image.h"
#include "render/png16.h"

namespace {

/// What stb_image_write calls for zlib streams: libdeflate's fastest level, which is also smaller than stb's own.
unsigned char* compress_with_libdeflate(unsigned char* data, int length, int* compressed_length,
                                        int) {
    struct Deleter {
        void operator()(libdeflate_compressor* c) const { libdeflate_free_compressor(c); }
    };
    // One compressor per thread: it is not to be shared, and costs more to make than to use.
    thread_local std::unique_ptr<libdeflate_compressor, Deleter> compressor(
        libdeflate_alloc_compressor(1));
    if (!compressor) return nullptr;
    std::size_t bound = libdeflate_zlib_compress_bound(compressor.get(), std::size_t(length));
    auto* result = static_cast<unsigned char*>(std::malloc(bound));
    if (!result) return nullptr;
    std::size_t size =
        libdeflate_zlib_compress(compressor.get(), data, std::size_t(length), result, bound);
    *compressed_length = int(size);
    return result;
}

}  // namespace

#define STBIW_ZLIB_COMPRESS compress_with_libdeflate
#define STB_IMAGE_WRITE_IMPLEMENTATION
#define STB_IMAGE_WRITE_STATIC
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#include <stb_image_write.h>
#pragma GCC diagnostic pop

namespace spikelight {
namespace {

/// Each pixel as the difference from the one to its left: smallest of the five for these dithered pictures (0.92 MB for
/// a 1080p frame; up 1.07, Paeth 1.00, none 1.09), and as quick as any.
constexpr int smallest_filter = 1;

[[noreturn]] void fail(const std::filesystem::path& path, const std::string& reason) {
    throw std::runtime_error(path.string() + " (cannot write the picture: " + reason +
                             "). Free space there or choose another directory with --out.");
}

void write_bytes(const std::filesystem::path& path, const unsigned char* bytes, std::size_t size) {
    // A link in a directory from a stranger could lead anywhere.
    std::error_code absent;
    std::filesystem::remove(path, absent);
    std::FILE* file = std::fopen(path.c_str(), "wb");
    if (!file) fail(path, std::strerror(errno));
    // A full disk shows in the write or only in the close.
    bool written = std::fwrite(bytes, 1, size, file) == size;
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

void write_8_bits(const Image& image, const std::filesystem::path& path) {
    static const bool filter_chosen = (stbi_write_force_png_filter = smallest_filter, true);
    (void)filter_chosen;
    int size = 0;
    std::unique_ptr<unsigned char, void (*)(void*)> bytes(
        stbi_write_png_to_mem(image.rgb.data(), image.width * 3, image.width, image.height, 3,
                              &size),
        std::free);
    if (!bytes) fail(path, "not enough memory to compress it");
    write_bytes(path, bytes.get(), std::size_t(size));
}

}  // namespace

void write_png(const Image& image, const std::filesystem::path& path) {
    std::filesystem::path unfinished = path;
    unfinished += ".partial";
    if (image.rgb16.empty()) {
        write_8_bits(image, unfinished);
    } else {
        std::vector<std::uint8_t> bytes = png16_bytes(image);
        write_bytes(unfinished, bytes.data(), bytes.size());
    }
    std::error_code error;
    std::filesystem::rename(unfinished, path, error);
    if (error) fail(path, error.message());
}

}  // namespace spikelight
