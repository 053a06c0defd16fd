// Checkpoints of a run: files in DIR.partial from which it can go on, and in DIR the state in which it ended.
//
// checkpoint-<step>.bin, and final_state.bin without a log, is a header of 40 bytes and the state, all little-endian:
//   magic "SPKCHECK", version uint64, step int64, log bytes uint64 (where the log is cut),
//   checksum uint64 = XXH3 64 of the state, seeded with the XXH3 64 of the first 32 bytes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <vector>

namespace spikelight {

struct Checkpoint {
    std::int64_t step = 0;
    std::uint64_t log_bytes = 0;  ///< of recording.log that belong to it
    std::vector<char> state;      ///< what simulate() goes on from
};

/// Writes it beside the others and renames it; then removes all but the two newest. Throws std::runtime_error.
void write_checkpoint(const std::filesystem::path& folder, const Checkpoint& checkpoint);

/// Writes final_state.bin: the state at the end of a run. Throws std::runtime_error.
void write_final_state(const std::filesystem::path& folder, std::int64_t step,
                       std::span<const char> state);
/// Reads it; nothing if there is none, or it is damaged.
std::optional<Checkpoint> read_final_state(const std::filesystem::path& folder);

struct FoundCheckpoint {
    std::optional<Checkpoint> newest;            ///< that is whole
    std::vector<std::filesystem::path> damaged;  ///< newer ones that are not
};

/// The newest whole checkpoint of a folder.
FoundCheckpoint find_checkpoint(const std::filesystem::path& folder);

/// Removes all checkpoints of a folder, also half-written ones.
void remove_checkpoints(const std::filesystem::path& folder);

}  // namespace spikelight
