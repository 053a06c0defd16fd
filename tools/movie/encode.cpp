#include "tools/movie/encode.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "tools/errors.h"
#include "tools/idle_watch.h"
#include "tools/text.h"

namespace spikelight {
namespace {

namespace fs = std::filesystem;

constexpr const char* statistics = "movie.statistics";

std::vector<std::string> joined(std::vector<std::string> first,
                                const std::vector<std::string>& second) {
    first.insert(first.end(), second.begin(), second.end());
    return first;
}

}  // namespace

std::optional<double> MovieRequest::largest_bytes() const {
    if (target_bytes) return target_bytes;
    return preset == MoviePreset::web ? std::optional(default_web_bytes) : std::nullopt;
}

fs::path require_ffmpeg() {
    if (auto ffmpeg = find_program("ffmpeg")) return *ffmpeg;
    throw MovieError(
        "no movie was made (the program ffmpeg is not on the PATH). Install it, on Debian with "
        "`apt install ffmpeg`");
}

std::vector<std::string> common_arguments() {
    // Without -xerror FFmpeg 5 ends with status 0 where the disk is full at the movie's end.
    return {"-hide_banner", "-nostdin", "-loglevel", "error", "-xerror", "-y"};
}

std::string failure_text(const ProgramOutcome& outcome) {
    std::string why = outcome.hung ? fmt::format("it used no processor time for {} s and was ended",
                                                 encoder_patience().count() / 1000)
                      : outcome.signal
                          ? fmt::format("it was ended by signal {}, {}", outcome.signal,
                                        strsignal(outcome.signal))
                          : fmt::format("it ended with status {}", outcome.exit_status);
    std::string lines = outcome.last_lines;
    while (!lines.empty() && lines.back() == '\n') lines.pop_back();
    return fmt::format("FFmpeg made no movie ({}){}{}", why,
                       lines.empty() ? "" : ". Its last lines:\n", lines);
}

MovieEncoder choose_encoder(MovieEncoder wanted, int width, int height,
                            const std::atomic<bool>& stop) {
    if (wanted == MovieEncoder::x264) return MovieEncoder::x264;
    // FFmpeg lists encoders that the machine lacks the hardware for: only a trial tells.
    std::vector<std::string> trial = common_arguments();
    trial = joined(trial, {"-f", "lavfi", "-i",
                           fmt::format("color=black:size={}x{}:rate=60:duration=0.1",
                                       (width + 1) / 2 * 2, (height + 1) / 2 * 2)});
    trial = joined(trial, {"-pix_fmt", "yuv420p", "-c:v", "h264_nvenc", "-f", "null", "-"});
    ProgramOutcome outcome = run_program(require_ffmpeg(), trial, ".", stop);
    if (outcome.succeeded()) return MovieEncoder::nvenc;
    if (wanted == MovieEncoder::nvenc)
        throw MovieError(
            fmt::format("{}\nA trial with h264_nvenc failed. Use --encoder auto or x264",
                        failure_text(outcome)));
    return MovieEncoder::x264;
}

void MovieEncoding::encode(const std::vector<std::string>& input) {
    run_ffmpeg(input, {});
    accept(input);
}

void MovieEncoding::accept(const std::vector<std::string>& input) {
    if (!fs::exists(run_ / request_.unfinished_name()))
        throw MovieError("FFmpeg made no movie (it ended well, but left no file)");
    std::optional<double> largest = request_.largest_bytes();
    if (largest && unfinished_bytes() > *largest) fit_to_size(input);
    fs::rename(run_ / request_.unfinished_name(), run_ / request_.file_name());
}

double MovieEncoding::unfinished_bytes() const {
    return double(fs::file_size(run_ / request_.unfinished_name()));
}

void MovieEncoding::remove_unfinished() const {
    std::error_code ignored;
    fs::remove(run_ / request_.unfinished_name(), ignored);
    for (const char* ending : {"-0.log", "-0.log.mbtree"})
        fs::remove(run_ / (std::string(statistics) + ending), ignored);
}

void MovieEncoding::run_ffmpeg(const std::vector<std::string>& input,
                               const Compression& compression) {
    std::vector<std::string> arguments = joined(common_arguments(), input);
    arguments = joined(
        arguments, output_arguments(request_.preset, request_.encoder, compression, statistics));
    arguments.push_back(request_.unfinished_name());
    // FFmpeg would follow a link that lies there.
    std::error_code absent;
    fs::remove(run_ / request_.unfinished_name(), absent);
    ProgramOutcome outcome = run_program(require_ffmpeg(), arguments, run_, stop_);
    if (!stop_ && outcome.succeeded()) return;
    remove_unfinished();
    if (stop_)
        throw Interrupted(fmt::format(
            "interrupted while encoding; `spikelight movie {}` makes the movie", run_.string()));
    throw MovieError(failure_text(outcome));
}

bool MovieEncoding::run_at_rate(const std::vector<std::string>& input, double bits_per_second) {
    // The first pass learns where the bits are needed, the second spends them.
    bool one_pass = request_.encoder == MovieEncoder::nvenc;
    try {
        for (int pass : one_pass ? std::vector{0} : std::vector{1, 2})
            run_ffmpeg(input, {bits_per_second, pass});
        return true;
    } catch (const MovieError& error) {
        if (std::string(error.what()).find("bitrate is too low") != std::string::npos) return false;
        throw;
    }
}

void MovieEncoding::fit_to_size(const std::vector<std::string>& input) {
    double largest = *request_.largest_bytes(), smallest_seen = unfinished_bytes();
    // The index and the encoder's name take a few kB of the file; x264 counts in kbit/s, and knows none below one.
    constexpr double container_bytes = 4e3, margin = 0.97, lowest_rate = 1e3;
    constexpr int most_tries = 4, most_refusals = 16;
    double rate = 8 * margin * std::max(largest - container_bytes, 0.2 * largest) / seconds_;
    bool least = rate <= lowest_rate;
    rate = std::max(rate, lowest_rate);
    for (int tries = 0, refusals = 0; tries < most_tries && refusals < most_refusals;) {
        if (!run_at_rate(input, rate)) {
            // Find the least that it does make, to tell it.
            least = true;
            ++refusals;
            rate *= 1.5;
            continue;
        }
        double bytes = unfinished_bytes();
        if (bytes <= largest) {
            for (const char* ending : {"-0.log", "-0.log.mbtree"})
                fs::remove(run_ / (std::string(statistics) + ending));
            return;
        }
        smallest_seen = std::min(smallest_seen, bytes);
        if (least) break;
        // An encoder may miss its rate in a short movie: ask for less.
        ++tries;
        rate *= margin * largest / bytes;
        least = rate <= lowest_rate;
        rate = std::max(rate, lowest_rate);
    }
    remove_unfinished();
    throw MovieError(fmt::format(
        "no movie fits into {} ({} {}). Allow more with --target-size, or make smaller or fewer "
        "pictures with `spikelight render {} --size`",
        bytes_text(largest), least ? "the least of these pictures takes" : "the smallest tried has",
        bytes_text(smallest_seen), run_.string()));
}

}  // namespace spikelight
