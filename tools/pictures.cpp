#include "tools/pictures.h"

#include <fmt/format.h>

#include <array>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "render/movie.h"
#include "tools/errors.h"
#include "tools/progress.h"
#include "tools/text.h"

namespace spikelight {
namespace {

namespace fs = std::filesystem;
using PictureSize = std::pair<int, int>;

/// Beside the frames: at what rate they are to be shown, as they may have been rendered with other settings than the
/// scenario's.
constexpr const char* rate_file = "render.json";

void write_rate(const fs::path& run, FrameRate rate) {
    std::ofstream stream(run / rate_file);
    stream
        << nlohmann::ordered_json{{"frames_per_second", {rate.numerator, rate.denominator}}}.dump(2)
        << "\n";
    stream.close();
    if (!stream)
        throw std::runtime_error(fmt::format("{} cannot be written", (run / rate_file).string()));
}

/// Width and height from the header of a PNG; zeros for anything else.
PictureSize png_size(const fs::path& file) {
    std::array<unsigned char, 24> header{};
    std::ifstream(file, std::ios::binary)
        .read(reinterpret_cast<char*>(header.data()), header.size());
    auto number = [&](std::size_t at) {
        return int(header[at]) << 24 | header[at + 1] << 16 | header[at + 2] << 8 | header[at + 3];
    };
    return header[1] == 'P' ? PictureSize{number(16), number(20)} : PictureSize{0, 0};
}

/// True if every frame that is there has this size.
bool frames_have_size(const fs::path& frames, PictureSize size) {
    std::error_code missing;
    for (const auto& entry : fs::directory_iterator(frames, missing))
        if (entry.path().extension() == ".png" && png_size(entry.path()) != size) return false;
    return true;
}

/// Renders into `directory` with a progress line.
std::int64_t render_into(const MovieRenderer& renderer, FrameRange range, const fs::path& directory,
                         bool quiet, const std::atomic<bool>& stop) {
    ProgressLine line(
        "rendering", "frames",
        [](double done, double seconds) {
            return fmt::format("{} frames/s", shortest(done / seconds, 3));
        },
        quiet);
    MovieOptions options;
    options.first_frame = int(range.first);
    options.end_frame = int(range.end);
    return render_movie(
        renderer, options, directory,
        [&](const MovieProgress& progress) { line.update(progress.done, progress.total); }, &stop);
}

}  // namespace

std::int64_t render_all(const Recording& recording, bool quiet, const std::atomic<bool>& stop) {
    const fs::path& run = recording.directory;
    fs::path frames = run / "frames", fresh = run / "frames.new";
    MovieRenderer renderer(recording);

    // Render beside the old frames.
    fs::remove_all(fresh);
    std::int64_t count = render_into(renderer, {0, renderer.frame_count()}, fresh, quiet, stop);
    if (stop) {
        fs::remove_all(fresh);
        throw Interrupted(fmt::format(
            "interrupted while rendering; the recording is whole in {0}, `spikelight render "
            "{0}` makes its pictures",
            run.string()));
    }

    // Put the new ones in their place, and the one that shows most as still.
    fs::remove_all(frames);
    fs::rename(fresh, frames);
    write_rate(run, frame_rate(renderer.frames_per_second()));
    fs::copy_file(frames / frame_file_name(renderer.brightest_frame()), run / "still.png",
                  fs::copy_options::overwrite_existing);
    return count;
}

std::int64_t render_some(const Recording& recording, FrameRange range, bool quiet,
                         const std::atomic<bool>& stop) {
    const fs::path& run = recording.directory;
    MovieRenderer renderer(recording);
    if (range.first >= renderer.frame_count())
        throw UserError(
            fmt::format("--frames {}: (the movie has {} frames, 0 to {}). Give a range within them",
                        range.first, renderer.frame_count(), renderer.frame_count() - 1));
    range.end = std::min<std::int64_t>(range.end, renderer.frame_count());

    // A movie has one size: frames of another one go.
    if (!frames_have_size(run / "frames", {renderer.width(), renderer.height()}))
        fs::remove_all(run / "frames");
    fs::create_directories(run / "frames");
    write_rate(run, frame_rate(renderer.frames_per_second()));
    std::int64_t count = render_into(renderer, range, run / "frames", quiet, stop);
    if (stop)
        throw Interrupted(
            fmt::format("interrupted while rendering; {} holds whole frames, some of them new",
                        (run / "frames").string()));
    return count;
}

void render_still_at(const Recording& recording, double time) {
    double duration_ms = recording.duration_ms();
    if (time < 0 || time * 1e3 > duration_ms)
        throw UserError(
            fmt::format("--at {} (the run goes from 0 to {} ms). Give a moment within it",
                        milliseconds_text(time), shortest(duration_ms, 9)));
    write_png(MovieRenderer(recording).render_at(time * 1e3), recording.directory / "still.png");
}

FrameRate rendered_frame_rate(const fs::path& run) {
    std::ifstream stream(run / rate_file);
    auto settings = nlohmann::json::parse(stream, nullptr, false);
    if (settings.is_discarded() || !settings.contains("frames_per_second"))
        throw UserError(fmt::format(
            "{0} says nothing about frames ({1} is missing or damaged). Run `spikelight render "
            "{0}`",
            run.string(), rate_file));
    const auto& rate = settings["frames_per_second"];
    return {rate.at(0).get<std::int64_t>(), rate.at(1).get<std::int64_t>()};
}

}  // namespace spikelight
