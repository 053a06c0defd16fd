#include "engine/recording/run_log.h"

#include <xxhash.h>

#include <bit>
#include <cstring>
#include <stdexcept>

namespace spikelight {
namespace {

static_assert(std::endian::native == std::endian::little, "the log is little-endian");

constexpr std::uint32_t block_magic = 0x31474C53;  // "SLG1": the 1 is the version of the log

struct BlockHeader {
    std::uint32_t magic = block_magic;
    std::uint32_t kind = 0;
    std::uint64_t sequence = 0;
    std::uint64_t payload_bytes = 0;
    std::uint64_t checksum = 0;
};
static_assert(sizeof(BlockHeader) == 32);

std::uint64_t compute_checksum(const BlockHeader& header, std::string_view payload) {
    // Seeding with the header's hash makes a damaged kind or sequence fail as well.
    const XXH64_hash_t seed = XXH3_64bits(&header, offsetof(BlockHeader, checksum));
    return XXH3_64bits_withSeed(payload.data(), payload.size(), seed);
}

}  // namespace

void LogWriter::append(BlockKind kind, std::string_view payload) {
    BlockHeader header;
    header.kind = static_cast<std::uint32_t>(kind);
    header.sequence = sequence_;
    header.payload_bytes = payload.size();
    header.checksum = compute_checksum(header, payload);
    file_.write_whole(bytes_of(std::span<const BlockHeader>(&header, 1)), payload);
    ++sequence_;
}

LogReader::LogReader(const std::filesystem::path& path) : file_(path, std::ios::binary) {
    if (!file_)
        throw std::runtime_error("cannot open " + path.string() + " (" + std::strerror(errno) +
                                 ")");
    size_ = std::filesystem::file_size(path);
}

bool LogReader::next(LogBlock& block) {
    // Read a header, and believe its size only if the file is that long.
    BlockHeader header;
    if (size_ - offset_ < sizeof header) return false;
    if (!file_.read(reinterpret_cast<char*>(&header), sizeof header)) return false;
    if (header.magic != block_magic || header.sequence != sequence_) return false;
    if (header.payload_bytes > size_ - offset_ - sizeof header) return false;

    // Read the payload and compare checksums.
    block.payload.resize(header.payload_bytes);
    if (!file_.read(block.payload.data(), static_cast<std::streamsize>(header.payload_bytes)))
        return false;
    if (header.checksum != compute_checksum(header, {block.payload.data(), block.payload.size()}))
        return false;

    block.kind = static_cast<BlockKind>(header.kind);
    block.sequence = sequence_++;
    offset_ += sizeof header + header.payload_bytes;
    return true;
}

}  // namespace spikelight
