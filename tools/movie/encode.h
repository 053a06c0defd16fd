// Runs FFmpeg on some source of pictures until there is a movie as asked for.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "tools/movie/frame_rate.h"
#include "tools/movie/preset.h"
#include "tools/program.h"

namespace spikelight {

/// FFmpeg is missing or failed, or cannot do what was asked. The message says why; the frames are as they were.
class MovieError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// What a user asks of a movie.
struct MovieRequest {
    MoviePreset preset = MoviePreset::slides;
    MovieEncoder encoder = MovieEncoder::x264;
    std::optional<double> target_bytes;  ///< none: `largest_bytes` for `web`, no limit for others

    std::optional<double> largest_bytes() const;
    std::string file_name() const { return movie_file_name(preset); }
    std::string unfinished_name() const { return file_name() + ".partial"; }
    bool operator==(const MovieRequest&) const = default;
};

/// What messengers and mail take.
constexpr double default_web_bytes = 8e6;

/// The FFmpeg program. Throws MovieError where there is none.
std::filesystem::path require_ffmpeg();
/// What comes before the arguments of input and output.
std::vector<std::string> common_arguments();
/// Why FFmpeg failed, with its last lines.
std::string failure_text(const ProgramOutcome& outcome);

/// x264 or NVENC, whichever `wanted` means on this machine: `automatic` and `nvenc` encode a few black frames of this
/// size with NVENC. Throws MovieError if `nvenc` is wanted and fails.
MovieEncoder choose_encoder(MovieEncoder wanted, int width, int height,
                            const std::atomic<bool>& stop);

/// Makes a movie of what FFmpeg reads by `input` (arguments, relative to `run`), as RUN/movie.*: first at the preset's
/// quality, and if that exceeds the largest size, at as many bits per second as it allows, checked and repeated.
/// Throws MovieError and Interrupted.
class MovieEncoding {
  public:
    MovieEncoding(const MovieRequest& request, const std::filesystem::path& run, double seconds,
                  const std::atomic<bool>& stop)
        : request_(request), run_(run), seconds_(seconds), stop_(stop) {}

    void encode(const std::vector<std::string>& input);
    /// Takes the unfinished movie, made elsewhere at the preset's quality, as the first try.
    void accept(const std::vector<std::string>& input);

  private:
    void run_ffmpeg(const std::vector<std::string>& input, const Compression& compression);
    /// False if the encoder cannot make so few bits.
    bool run_at_rate(const std::vector<std::string>& input, double bits_per_second);
    void fit_to_size(const std::vector<std::string>& input);
    double unfinished_bytes() const;
    void remove_unfinished() const;

    MovieRequest request_;
    std::filesystem::path run_;
    double seconds_;
    const std::atomic<bool>& stop_;
};

}  // namespace spikelight
