// A directory of frames: which are there, whole, and how they were rendered.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tools/movie/frame_rate.h"

namespace spikelight {

struct PictureSize {
    int width = 0, height = 0;
    bool operator==(const PictureSize&) const = default;
};

/// The numbers of the frames in a directory, ascending; none if there is no such directory.
std::vector<std::int64_t> frame_numbers(const std::filesystem::path& directory);
/// Width and height from the header of a PNG; zeros for anything else.
PictureSize png_size(const std::filesystem::path& file);
/// True if a PNG has every chunk from its header to its end, each with the right checksum.
bool png_is_whole(const std::filesystem::path& file);
/// Removes the frames that are not whole, half-written ones included, and returns how many were damaged.
std::int64_t remove_damaged_frames(const std::filesystem::path& directory);

/// How the frames of a run were rendered, kept beside them, as it may differ from what the scenario says.
struct FrameSettings {
    FrameRate rate;
    std::int64_t first = 0, end = 0;  ///< the frames rendered
    /// What the pictures follow from: program, recording, scenario and overrides. Empty where frames of several
    /// settings are mixed.
    std::string fingerprint;
    std::vector<std::pair<std::string, std::string>> overrides;
};

constexpr const char* frame_settings_file = "render.json";

/// Nothing if the file is missing or damaged.
std::optional<FrameSettings> read_frame_settings(const std::filesystem::path& directory);
/// The file appears whole or not at all. Throws std::runtime_error if it cannot be written.
void write_frame_settings(const std::filesystem::path& directory, const FrameSettings& settings);

/// The fingerprint of the pictures of the run in a directory with these overrides.
std::string picture_fingerprint(const std::filesystem::path& run,
                                const std::vector<std::pair<std::string, std::string>>& overrides);

}  // namespace spikelight
