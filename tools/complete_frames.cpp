// What a movie needs before it is encoded: every frame, whole.
#include <fmt/format.h>

#include <algorithm>

#include "tools/errors.h"
#include "tools/movie/frames.h"
#include "tools/pictures.h"

namespace spikelight {
namespace {

namespace fs = std::filesystem;

/// The first of frames `first` ... `end` - 1 that is missing or damaged.
std::optional<std::int64_t> first_lacking(const fs::path& frames, std::int64_t first,
                                          std::int64_t end) {
    for (std::int64_t number = first; number < end; ++number)
        if (!png_is_whole(frames / frame_file_name(int(number)))) return number;
    return std::nullopt;
}

/// Renders those of `range` that are missing.
void render_missing(const fs::path& run, const FrameSettings& settings, FrameRange range,
                    const std::atomic<bool>& stop) {
    Recording recording = read_recording(run, settings.overrides, Courses::left);
    MovieOptions options;
    options.first_frame = int(range.first);
    options.end_frame = int(range.end);
    options.keep_existing = true;
    render_movie(MovieRenderer(recording), options, run / "frames", {}, &stop);
    if (stop) throw Interrupted("interrupted while rendering missing frames; nothing else changed");
}

}  // namespace

FrameRate complete_frames(const fs::path& run, bool quiet, const std::atomic<bool>& stop) {
    // Go on with a rendering that was stopped half way.
    if (auto unfinished = read_frame_settings(run / "frames.new")) {
        Recording recording = read_recording(run, unfinished->overrides, Courses::left);
        MovieRenderer renderer(recording);
        render_all({recording, renderer, unfinished->overrides, quiet, stop});
    }
    auto settings = read_frame_settings(run);
    if (!settings)
        throw UserError(fmt::format(
            "{0} says nothing about frames ({1} is missing or damaged). Run `spikelight render "
            "{0}`",
            run.string(), frame_settings_file));

    // Look at the frames that were rendered and all others that are there.
    std::vector<std::int64_t> numbers = frame_numbers(run / "frames");
    if (numbers.empty()) return settings->rate;
    FrameRange range{numbers.front(), numbers.back() + 1};
    bool reproducible = !settings->fingerprint.empty() &&
                        settings->fingerprint == picture_fingerprint(run, settings->overrides);
    if (reproducible)
        range = {std::min(range.first, settings->first), std::max(range.end, settings->end)};
    auto lacking = first_lacking(run / "frames", range.first, range.end);
    if (!lacking) return settings->rate;
    if (!reproducible)
        throw UserError(fmt::format(
            "{}/{} is {} (and the frames are not all of one rendering, so it cannot be made "
            "again). Run `spikelight render {}`",
            (run / "frames").string(), frame_file_name(int(*lacking)),
            fs::exists(run / "frames" / frame_file_name(int(*lacking))) ? "damaged" : "missing",
            run.string()));
    remove_damaged_frames(run / "frames");
    render_missing(run, *settings, range, stop);
    return settings->rate;
}

}  // namespace spikelight
