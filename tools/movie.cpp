#include "tools/movie.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <optional>
#include <string>
#include <vector>

#include "tools/errors.h"
#include "tools/program.h"

namespace spikelight {
namespace {

struct FrameSequence {
    std::int64_t first = 0, count = 0;
};

/// The number of a frame's file name, "000012.png"; nothing for other files.
std::optional<std::int64_t> frame_number(const std::filesystem::path& file) {
    std::string stem = file.stem().string();
    bool digits =
        stem.size() >= 6 && stem.size() <= 18 &&
        std::all_of(stem.begin(), stem.end(), [](unsigned char c) { return std::isdigit(c); });
    if (file.extension() != ".png" || !digits) return std::nullopt;
    return std::stoll(stem);
}

FrameSequence find_frames(const std::filesystem::path& directory) {
    // Collect the numbers.
    std::vector<std::int64_t> numbers;
    std::error_code missing;
    for (const auto& entry : std::filesystem::directory_iterator(directory, missing))
        if (auto number = frame_number(entry.path())) numbers.push_back(*number);
    if (numbers.empty())
        throw UserError(
            fmt::format("{} holds no frames (a movie is made of them). Run `spikelight render {}`",
                        directory.string(), directory.parent_path().string()));
    // A gap would end the movie there without a word.
    std::sort(numbers.begin(), numbers.end());
    for (std::size_t i = 1; i < numbers.size(); ++i)
        if (numbers[i] != numbers[i - 1] + 1)
            throw UserError(fmt::format(
                "{}/{:06d}.png is missing (the movie would end there). Run `spikelight "
                "render {}`",
                directory.string(), numbers[i - 1] + 1, directory.parent_path().string()));
    return {numbers.front(), std::int64_t(numbers.size())};
}

std::vector<std::string> encoder_arguments(const FrameSequence& frames, FrameRate rate,
                                           const std::string& output) {
    std::vector<std::string> arguments = {"-hide_banner", "-nostdin", "-loglevel", "error", "-y"};
    auto add = [&](std::initializer_list<std::string> more) {
        arguments.insert(arguments.end(), more);
    };
    add({"-framerate", fmt::format("{}/{}", rate.numerator, rate.denominator)});
    add({"-start_number", std::to_string(frames.first), "-i", "frames/%06d.png"});
    // Pad odd sizes: chroma is stored for 2x2 pixels. Convert with the matrix that the tags name.
    add({"-vf",
         "pad=ceil(iw/2)*2:ceil(ih/2)*2,"
         "scale=in_range=full:out_range=tv:out_color_matrix=bt709:flags=accurate_rnd+full_chroma_"
         "int,"
         "format=yuv420p,setsar=1"});
    add({"-c:v", "libx264", "-preset", "veryfast", "-crf", "17"});
    add({"-color_range", "tv", "-color_primaries", "bt709", "-color_trc", "bt709", "-colorspace",
         "bt709"});
    add({"-movflags", "+faststart", "-f", "mp4", output});
    return arguments;
}

std::string failure_text(const ProgramOutcome& outcome) {
    std::string why = outcome.signal ? fmt::format("it was ended by signal {}, {}", outcome.signal,
                                                   strsignal(outcome.signal))
                                     : fmt::format("it ended with status {}", outcome.exit_status);
    std::string lines = outcome.last_lines;
    while (!lines.empty() && lines.back() == '\n') lines.pop_back();
    return fmt::format("FFmpeg made no movie ({}){}{}", why,
                       lines.empty() ? "" : ". Its last lines:\n", lines);
}

}  // namespace

FrameRate frame_rate(double frames_per_second) {
    // Follow the continued fraction until it is close enough.
    double rest = frames_per_second;
    FrameRate before{1, 0}, best{std::int64_t(std::floor(rest)), 1};
    while (std::abs(double(best.numerator) / double(best.denominator) - frames_per_second) >
           1e-12 * frames_per_second) {
        rest = 1 / (rest - std::floor(rest));
        auto term = std::int64_t(std::floor(rest));
        FrameRate next{term * best.numerator + before.numerator,
                       term * best.denominator + before.denominator};
        // FFmpeg keeps both in 32 bits.
        if (next.numerator > INT32_MAX || next.denominator > INT32_MAX) break;
        before = best;
        best = next;
    }
    return best;
}

std::int64_t encode_movie(const std::filesystem::path& run, FrameRate rate,
                          const std::atomic<bool>& stop) {
    FrameSequence frames = find_frames(run / "frames");
    auto ffmpeg = find_program("ffmpeg");
    if (!ffmpeg)
        throw MovieError(
            "no movie was made (the program ffmpeg is not on the PATH). Install it, on Debian with "
            "`apt install "
            "ffmpeg`");

    // Write beside the movie, and put it in its place when it is whole.
    std::string unfinished = "movie.mp4.partial";
    ProgramOutcome outcome =
        run_program(*ffmpeg, encoder_arguments(frames, rate, unfinished), run, stop);
    if (stop || !outcome.succeeded()) {
        std::error_code ignored;
        std::filesystem::remove(run / unfinished, ignored);
    }
    if (stop)
        throw Interrupted(fmt::format(
            "interrupted while encoding; the frames are kept in {}, `spikelight movie {}` "
            "makes the movie",
            (run / "frames").string(), run.string()));
    if (!outcome.succeeded()) throw MovieError(failure_text(outcome));
    std::filesystem::rename(run / unfinished, run / "movie.mp4");
    return frames.count;
}

std::string movie_advice(const std::filesystem::path& run) {
    return fmt::format("The frames are kept in {}; `spikelight movie {}` makes the movie of them",
                       (run / "frames").string(), run.string());
}

}  // namespace spikelight
