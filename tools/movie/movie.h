// PNG frames become a movie with the FFmpeg program.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <string>

#include "tools/movie/encode.h"

namespace spikelight {

/// Encodes RUN/frames/NNNNNN.png to RUN/movie.*. Odd sizes are padded to even ones where the format needs it. The movie
/// appears under its name when it is whole, and the frames stay. Throws UserError if there are no frames or one is
/// missing in between, MovieError with FFmpeg's last lines if it is missing or fails, Interrupted if `stop` came.
/// Returns the number of frames.
std::int64_t encode_movie(const std::filesystem::path& run, FrameRate rate,
                          const MovieRequest& request, const std::atomic<bool>& stop);

/// FFmpeg's arguments to read RUN/frames, and how many there are. Throws UserError as `encode_movie` does.
struct FrameInput {
    std::vector<std::string> arguments;
    std::int64_t first = 0, count = 0;
};
FrameInput frame_input(const std::filesystem::path& run, FrameRate rate);

/// What a user can do after a MovieError, to follow its message.
std::string movie_advice(const std::filesystem::path& run);

}  // namespace spikelight
