// The append-only log of a run that goes on: checksummed blocks, whole up to the point where
// anything broke.
//
// A block is a header of 32 bytes and a payload, all little-endian:
//   magic uint32, kind uint32, sequence uint64 (0, 1, 2, ...), payload bytes uint64,
//   checksum uint64 = XXH3 64 of the payload, seeded with the XXH3 64 of the first 24 bytes.
#pragma once

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

#include "engine/recording/output_file.h"

namespace spikelight {

enum class BlockKind : std::uint32_t {
    spikes = 1,
    trace = 2,
    command = 3,
    decision = 4,
    observables = 5
};

/// Bytes of any contiguous range of plain values.
template <class T>
std::string_view bytes_of(std::span<const T> values) {
    static_assert(std::is_trivially_copyable_v<T>);
    return {reinterpret_cast<const char*>(values.data()), values.size_bytes()};
}

class LogWriter {
  public:
    explicit LogWriter(const std::filesystem::path& path) : file_(path) {}
    /// Goes on with a log of which `bytes`, holding `blocks` whole blocks, are kept.
    LogWriter(const std::filesystem::path& path, std::uint64_t bytes, std::uint64_t blocks)
        : file_(path, bytes), sequence_(blocks) {}
    /// Writes one block at once. Throws std::runtime_error (disk full), and then the log still ends
    /// with a whole block.
    void append(BlockKind kind, std::string_view payload);
    const std::filesystem::path& path() const { return file_.path(); }
    /// Bytes of all blocks so far.
    std::uint64_t size() const { return file_.size(); }

  private:
    OutputFile file_;
    std::uint64_t sequence_ = 0;
};

struct LogBlock {
    BlockKind kind = BlockKind::spikes;
    std::uint64_t sequence = 0;
    std::vector<char> payload;

    /// The payload from byte `offset` on, as values. Whole values only: a remainder is a logic
    /// error of the writer.
    template <class T>
    std::vector<T> values(std::size_t offset = 0) const;
};

/// Reads blocks in order and stops at the first that is torn or damaged.
class LogReader {
  public:
    /// Throws std::runtime_error if the file cannot be opened.
    explicit LogReader(const std::filesystem::path& path);
    /// False at the end, or before a block that is not whole.
    bool next(LogBlock& block);
    /// True if the end that `next` found is the end of the file.
    bool whole() const { return offset_ == size_; }
    /// Bytes read so far: where the log can be cut.
    std::uint64_t offset() const { return offset_; }
    /// Blocks read so far.
    std::uint64_t blocks() const { return sequence_; }

  private:
    std::ifstream file_;
    std::uint64_t size_ = 0, offset_ = 0, sequence_ = 0;
};

template <class T>
std::vector<T> LogBlock::values(std::size_t offset) const {
    static_assert(std::is_trivially_copyable_v<T>);
    std::vector<T> result((payload.size() - offset) / sizeof(T));
    std::copy_n(payload.data() + offset, result.size() * sizeof(T),
                reinterpret_cast<char*>(result.data()));
    return result;
}

}  // namespace spikelight
