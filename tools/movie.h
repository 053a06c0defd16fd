// PNG frames become movie.mp4 with the FFmpeg program.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>

namespace spikelight {

/// Frames per second as a fraction, so that a movie's length is exact.
struct FrameRate {
    std::int64_t numerator = 60;
    std::int64_t denominator = 1;
};

/// The simplest fraction within 1e-12 of `frames_per_second`, relatively: 1 / (10 x 1.6667 ms) -> 1000000/16667.
FrameRate frame_rate(double frames_per_second);

/// FFmpeg is missing or failed. The message says why; the frames are as they were.
class MovieError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// Encodes RUN/frames/NNNNNN.png to RUN/movie.mp4: H.264, yuv420p converted with and tagged as BT.709, crf 17, playable
/// while it loads. Odd sizes are padded to even ones. The movie appears under its name when it is whole, and the
/// frames stay. Throws UserError if there are no frames or one is missing in between, MovieError with FFmpeg's last
/// lines if it is missing or fails, Interrupted if `stop` came. Returns the number of frames.
std::int64_t encode_movie(const std::filesystem::path& run, FrameRate rate,
                          const std::atomic<bool>& stop);

/// What a user can do after a MovieError, to follow its message.
std::string movie_advice(const std::filesystem::path& run);

}  // namespace spikelight
