#include "tools/pictures.h"

#include <fmt/format.h>

#include "tools/errors.h"
#include "tools/movie/frames.h"
#include "tools/progress.h"
#include "tools/text.h"

namespace spikelight {
namespace {

namespace fs = std::filesystem;

/// Frames of a rendering that is not complete.
constexpr const char* fresh_name = "frames.new";

/// A movie has one size. Throws UserError where a whole frame has another.
void refuse_other_sizes(const fs::path& run, PictureSize size) {
    for (std::int64_t number : frame_numbers(run / "frames")) {
        const PictureSize other = png_size(run / "frames" / frame_file_name(int(number)));
        if (other != size && other != PictureSize{})
            throw UserError(fmt::format(
                "--frames (these would be {} x {}, but the frames in {} are {} x {}, and a movie "
                "has one size). Render all frames, without --frames, or a still with --at",
                size.width, size.height, (run / "frames").string(), other.width, other.height));
    }
}

FrameSettings settings_of(const Filming& filming, FrameRange range) {
    return {frame_rate(filming.renderer.frames_per_second()), range.first, range.end,
            picture_fingerprint(filming.recording.directory, filming.overrides), filming.overrides};
}

/// Renders as the options say, with a progress line.
std::int64_t render_frames(const Filming& filming, const MovieOptions& options,
                           const fs::path& directory) {
    ProgressLine line(
        "rendering", "frames",
        [](double done, double seconds) {
            return fmt::format("{} frames/s", shortest(done / seconds, 3));
        },
        filming.quiet);
    return render_movie(
        filming.renderer, options, directory,
        [&](const MovieProgress& progress) { line.update(progress.done, progress.total); },
        &filming.stop);
}

/// Makes DIR ready for frames of these settings: keeps those that are there only if they are of the same.
void prepare_fresh(const fs::path& fresh, const FrameSettings& settings, bool may_keep) {
    if (fs::is_symlink(fresh)) fs::remove(fresh);
    auto before = read_frame_settings(fresh);
    if (may_keep && before && before->fingerprint == settings.fingerprint) {
        remove_damaged_frames(fresh);
        return;
    }
    fs::remove_all(fresh);
    fs::create_directories(fresh);
    write_frame_settings(fresh, settings);
}

/// Do the settings in a directory say that all frames of these pictures are rendered there?
bool has_begun(const fs::path& directory, const Filming& filming) {
    const FrameSettings wanted = settings_of(filming, {0, filming.renderer.frame_count()});
    const auto found = read_frame_settings(directory);
    return found && found->fingerprint == wanted.fingerprint && found->first == wanted.first &&
           found->end == wanted.end;
}

[[noreturn]] void throw_interrupted(const fs::path& run) {
    throw Interrupted(
        fmt::format("interrupted while rendering; the recording is whole in {0}, `spikelight "
                    "render {0}` goes on with its pictures",
                    run.string()));
}

}  // namespace

std::int64_t render_all(const Filming& filming, FrameSink* sink) {
    const fs::path& run = filming.recording.directory;
    fs::path frames = run / "frames", fresh = run / fresh_name;
    FrameSettings settings = settings_of(filming, {0, filming.renderer.frame_count()});

    // Render beside the old frames.
    prepare_fresh(fresh, settings, sink == nullptr);
    MovieOptions options;
    options.keep_existing = true;
    options.sink = sink;
    std::int64_t count = render_frames(filming, options, fresh);
    if (filming.stop) throw_interrupted(run);

    // Make a still of the one that shows most. Copying would follow a link that lies there.
    fs::remove(run / "still.png");
    fs::copy_file(fresh / frame_file_name(filming.renderer.brightest_frame()), run / "still.png",
                  fs::copy_options::overwrite_existing);

    // Put the new ones in their place; once they are, nothing remains to be done.
    write_frame_settings(run, settings);
    fs::remove(fresh / frame_settings_file);
    fs::remove_all(frames);
    fs::rename(fresh, frames);
    return count;
}

bool rendering_has_begun(const Filming& filming) {
    const fs::path& run = filming.recording.directory;
    return has_begun(run / fresh_name, filming) ||
           (has_begun(run, filming) && !frame_numbers(run / "frames").empty());
}

void render_rest(const Filming& filming) {
    const fs::path& run = filming.recording.directory;
    if (has_begun(run / fresh_name, filming))
        render_all(filming);
    else
        complete_frames(run, filming.quiet, filming.stop);
}

std::int64_t render_to_sink(const Filming& filming, FrameSink& sink) {
    MovieOptions options;
    options.write_files = false;
    options.sink = &sink;
    std::int64_t count = render_frames(filming, options, {});
    if (filming.stop) throw_interrupted(filming.recording.directory);
    write_png(filming.renderer.render(filming.renderer.brightest_frame()),
              filming.recording.directory / "still.png");
    return count;
}

std::int64_t render_some(const Filming& filming, FrameRange range) {
    const MovieRenderer& renderer = filming.renderer;
    fs::path run = filming.recording.directory, frames = run / "frames";
    if (range.first >= renderer.frame_count())
        throw UserError(
            fmt::format("--frames {}: (the movie has {} frames, 0 to {}). Give a range within them",
                        range.first, renderer.frame_count(), renderer.frame_count() - 1));
    range.end = std::min<std::int64_t>(range.end, renderer.frame_count());

    refuse_other_sizes(run, {renderer.width(), renderer.height()});
    fs::create_directories(frames);

    // Frames of several settings cannot be told apart later; those of one keep what is known of them.
    FrameSettings settings = settings_of(filming, range);
    auto before = read_frame_settings(run);
    bool others = !frame_numbers(frames).empty();
    bool same = before && before->fingerprint == settings.fingerprint;
    if (others && same) settings = *before;
    if (others && !same) settings.fingerprint.clear();
    write_frame_settings(run, settings);

    MovieOptions options;
    options.first_frame = int(range.first);
    options.end_frame = int(range.end);
    std::int64_t count = render_frames(filming, options, frames);
    if (filming.stop)
        throw Interrupted(
            fmt::format("interrupted while rendering; {} holds whole frames, some of them new",
                        frames.string()));
    return count;
}

void render_still_at(const Recording& recording, double time, const RenderOptions& options) {
    double begin_ms = recording.begin_ms(), end_ms = begin_ms + recording.duration_ms();
    if (time * 1e3 < begin_ms || time * 1e3 > end_ms)
        throw UserError(
            fmt::format("--at {} (the run goes from {} to {} ms). Give a moment within it",
                        milliseconds_text(time), shortest(begin_ms, 9), shortest(end_ms, 9)));
    write_png(MovieRenderer(recording, options).render_at(time * 1e3 - begin_ms),
              recording.directory / "still.png");
}

}  // namespace spikelight
