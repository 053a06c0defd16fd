#include "engine/recording/checkpoint.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <map>

#include "engine/recording/output_file.h"
#include "engine/recording/run_log.h"

namespace spikelight {
namespace {

namespace fs = std::filesystem;

constexpr char checkpoint_magic[9] = "SPKCHECK";
constexpr std::uint64_t checkpoint_version = 2;
constexpr const char* final_state_name = "final_state.bin";
constexpr std::size_t kept_checkpoints = 2;

struct Header {
    char magic[8];
    std::uint64_t version = checkpoint_version;
    std::int64_t step = 0;
    std::uint64_t log_bytes = 0;
    std::uint64_t checksum = 0;
};
static_assert(sizeof(Header) == 40);

std::uint64_t checksum_of(const Header& header, std::span<const char> state) {
    const XXH64_hash_t seed = XXH3_64bits(&header, offsetof(Header, checksum));
    return XXH3_64bits_withSeed(state.data(), state.size(), seed);
}

/// By step, from the names of the files.
std::map<std::int64_t, fs::path> list_checkpoints(const fs::path& folder) {
    std::map<std::int64_t, fs::path> found;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
        long long step = 0;
        int length = 0;
        const std::string name = entry.path().filename().string();
        if (std::sscanf(name.c_str(), "checkpoint-%lld.bin%n", &step, &length) == 1 &&
            static_cast<std::size_t>(length) == name.size())
            found.emplace(step, entry.path());
    }
    return found;
}

std::optional<Checkpoint> read_checkpoint(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    Header header;
    std::error_code error;
    const std::uintmax_t size = fs::file_size(path, error);
    if (error || size < sizeof header ||
        !file.read(reinterpret_cast<char*>(&header), sizeof header))
        return std::nullopt;
    if (std::memcmp(header.magic, checkpoint_magic, 8) != 0 || header.version != checkpoint_version)
        return std::nullopt;

    // The state is all that follows, if it is as it was written.
    Checkpoint checkpoint{header.step, header.log_bytes, std::vector<char>(size - sizeof header)};
    if (!file.read(checkpoint.state.data(), static_cast<std::streamsize>(checkpoint.state.size())))
        return std::nullopt;
    if (header.checksum != checksum_of(header, checkpoint.state)) return std::nullopt;
    return checkpoint;
}

/// Writes beside, brings it to the disk, renames.
void write_state(const fs::path& path, std::int64_t step, std::uint64_t log_bytes,
                 std::span<const char> state) {
    Header header;
    std::memcpy(header.magic, checkpoint_magic, 8);
    header.step = step;
    header.log_bytes = log_bytes;
    header.checksum = checksum_of(header, state);
    fs::path part = path;
    part += ".part";
    OutputFile file(part);
    file.write_whole(bytes_of(std::span<const Header>(&header, 1)), {state.data(), state.size()});
    file.close();
    fs::rename(part, path);
}

}  // namespace

void write_checkpoint(const fs::path& folder, const Checkpoint& checkpoint) {
    write_state(folder / fmt::format("checkpoint-{}.bin", checkpoint.step), checkpoint.step,
                checkpoint.log_bytes, checkpoint.state);

    // Let the oldest go.
    std::map<std::int64_t, fs::path> all = list_checkpoints(folder);
    while (all.size() > kept_checkpoints) {
        fs::remove(all.begin()->second);
        all.erase(all.begin());
    }
}

void write_final_state(const fs::path& folder, std::int64_t step, std::span<const char> state) {
    write_state(folder / final_state_name, step, 0, state);
}

std::optional<Checkpoint> read_final_state(const fs::path& folder) {
    return read_checkpoint(folder / final_state_name);
}

FoundCheckpoint find_checkpoint(const fs::path& folder) {
    FoundCheckpoint found;
    const std::map<std::int64_t, fs::path> all = list_checkpoints(folder);
    for (auto candidate = all.rbegin(); candidate != all.rend() && !found.newest; ++candidate) {
        found.newest = read_checkpoint(candidate->second);
        if (!found.newest) found.damaged.push_back(candidate->second);
    }
    return found;
}

void remove_checkpoints(const fs::path& folder) {
    for (const auto& [step, path] : list_checkpoints(folder)) fs::remove(path);
    // One that was being written when the run was killed has another name.
    std::vector<fs::path> parts;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder))
        if (entry.path().filename().string().starts_with("checkpoint-") &&
            entry.path().extension() == ".part")
            parts.push_back(entry.path());
    for (const fs::path& part : parts) fs::remove(part);
}

}  // namespace spikelight
