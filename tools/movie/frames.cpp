#include "tools/movie/frames.h"

#include <libdeflate.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstring>
#include <fstream>
#include <iterator>
#include <span>

#include "render/movie.h"

namespace spikelight {
namespace {

namespace fs = std::filesystem;

constexpr std::array<unsigned char, 8> png_signature = {0x89, 'P',  'N',  'G',
                                                        '\r', '\n', 0x1a, '\n'};

std::uint32_t big_endian(const unsigned char* bytes) {
    return std::uint32_t(bytes[0]) << 24 | std::uint32_t(bytes[1]) << 16 |
           std::uint32_t(bytes[2]) << 8 | bytes[3];
}

/// The number of a frame's file name, "000012.png"; nothing for other files.
std::optional<std::int64_t> frame_number(const fs::path& file) {
    std::string stem = file.stem().string();
    bool digits =
        stem.size() >= 6 && stem.size() <= 18 &&
        std::all_of(stem.begin(), stem.end(), [](unsigned char c) { return std::isdigit(c); });
    if (file.extension() != ".png" || !digits) return std::nullopt;
    return std::stoll(stem);
}

}  // namespace

std::vector<std::int64_t> frame_numbers(const fs::path& directory) {
    std::vector<std::int64_t> numbers;
    std::error_code missing;
    for (const auto& entry : fs::directory_iterator(directory, missing))
        if (auto number = frame_number(entry.path())) numbers.push_back(*number);
    std::sort(numbers.begin(), numbers.end());
    return numbers;
}

PictureSize png_size(const fs::path& file) {
    std::array<unsigned char, 24> header{};
    std::ifstream(file, std::ios::binary)
        .read(reinterpret_cast<char*>(header.data()), header.size());
    if (!std::equal(png_signature.begin(), png_signature.end(), header.begin())) return {};
    return {int(big_endian(&header[16])), int(big_endian(&header[20]))};
}

bool png_is_whole(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    std::vector<char> text{std::istreambuf_iterator<char>(stream), {}};
    std::span<const unsigned char> rest(reinterpret_cast<const unsigned char*>(text.data()),
                                        text.size());
    if (rest.size() < png_signature.size() ||
        !std::equal(png_signature.begin(), png_signature.end(), rest.begin()))
        return false;
    rest = rest.subspan(png_signature.size());
    // A chunk is length, type, data and the checksum of type and data.
    constexpr std::size_t around_data = 12;
    while (rest.size() >= around_data) {
        std::size_t length = big_endian(rest.data());
        if (length > rest.size() - around_data) return false;
        if (libdeflate_crc32(0, &rest[4], length + 4) != big_endian(&rest[8 + length]))
            return false;
        if (std::memcmp(&rest[4], "IEND", 4) == 0) return true;
        rest = rest.subspan(around_data + length);
    }
    return false;
}

std::int64_t remove_damaged_frames(const fs::path& directory) {
    // Half-written files have a name of their own.
    std::error_code missing;
    std::vector<fs::path> unfinished;
    for (const auto& entry : fs::directory_iterator(directory, missing))
        if (entry.path().extension() == ".partial" && frame_number(entry.path().stem()))
            unfinished.push_back(entry.path());
    for (const fs::path& file : unfinished) fs::remove(file);

    std::int64_t removed = 0;
    for (std::int64_t number : frame_numbers(directory)) {
        fs::path file = directory / frame_file_name(int(number));
        if (png_is_whole(file)) continue;
        fs::remove(file);
        ++removed;
    }
    return removed;
}

}  // namespace spikelight
