#include "tools/film.h"

#include <fmt/format.h>

#include <memory>
#include <vector>

#include "engine/recording/recording.h"
#include "engine/scenario/shown.h"
#include "tools/commands/options.h"
#include "tools/interrupt.h"
#include "tools/movie/movie.h"
#include "tools/movie/piped_movie.h"
#include "tools/picture_device.h"
#include "tools/pictures.h"
#include "tools/program.h"
#include "tools/text.h"

namespace spikelight {
namespace {

std::unique_ptr<PipedMovie> start_movie(const MovieRenderer& renderer,
                                        const std::filesystem::path& directory,
                                        const ExperimentOptions& options, Film& film) {
    try {
        return std::make_unique<PipedMovie>(
            options.movie, directory, PictureSize{renderer.width(), renderer.height()},
            frame_rate(renderer.frames_per_second()), options.frames, stop_requested());
    } catch (const MovieError& error) {
        // Everything else is worth keeping: go on, and tell in the end.
        film.movie_problem = error.what();
        return nullptr;
    }
}

/// Goes on with a rendering that was stopped, and makes the movie of the files.
void film_rest(const Filming& filming, const ExperimentOptions& options, Film& film) {
    const double begin = wall_seconds();
    render_rest(filming);
    const double rendered = wall_seconds();
    film.render_s = rendered - begin;
    try {
        encode_movie(filming.recording.directory, frame_rate(filming.renderer.frames_per_second()),
                     options.movie, stop_requested());
    } catch (const MovieError& error) {
        film.movie_problem = error.what();
    }
    film.encode_s = wall_seconds() - rendered;
}

}  // namespace

Film film_run(const std::filesystem::path& directory, const ExperimentOptions& options) {
    const double begin = wall_seconds();
    Film film;
    Recording recording = read_recording(directory, {}, Courses::left);
    if (!shows_anything(*recording.scenario.video, recording.positions)) {
        // Resuming would end here again; everything else is worth keeping.
        film.movie_problem =
            "no movie was made (no neuron lies within video.limits, and no light is shown). Widen "
            "the limits in scenario.toml";
        return film;
    }
    std::unique_ptr<PictureDevice> device = make_picture_device(options.backend);
    RenderOptions picture;
    picture.device = device.get();
    MovieRenderer renderer(recording, picture);
    Filming filming{recording, renderer, {}, options.quiet, stop_requested()};
    if (options.frames && rendering_has_begun(filming)) {
        film_rest(filming, options, film);
        return film;
    }

    // FFmpeg encodes while frames are rendered; what it still has to do after the last is its own time.
    std::unique_ptr<PipedMovie> movie = start_movie(renderer, directory, options, film);
    std::int64_t frames = 0;
    if (options.frames)
        frames = render_all(filming, movie.get());
    else if (movie)
        frames = render_to_sink(filming, *movie);
    else
        render_still_at(recording, 1e-3 * (recording.begin_ms() +
                                           renderer.frame_time_ms(renderer.brightest_frame())));
    const double rendered = wall_seconds();
    film.render_s = rendered - begin;
    try {
        if (movie) movie->finish(frames);
    } catch (const MovieError& error) {
        film.movie_problem = error.what();
    }
    film.encode_s = wall_seconds() - rendered;
    return film;
}

bool is_to_be_filmed(const Scenario& scenario, const ExperimentOptions& options) {
    return options.video && scenario.video && shows_anything(scenario, *scenario.video);
}

void warn_of_movie(const Scenario& scenario, const ExperimentOptions& options) {
    if (!is_to_be_filmed(scenario, options)) return;
    const VideoSettings& video = *scenario.video;
    std::vector<std::string> warnings;
    if (!find_program("ffmpeg"))
        warnings.push_back(
            fmt::format("the program ffmpeg is not on the PATH: {} will be made, but no movie",
                        options.frames ? "frames" : "a still"));
    if (video.every)
        if (auto warning = frame_rate_warning(1 / (*video.every * video.slowdown)))
            warnings.push_back(*warning);
    print_warnings(warnings);
}

}  // namespace spikelight
