#include "tools/movie/movie.h"

#include <fmt/format.h>

#include <memory>

#include "tools/commands/commands.h"
#include "tools/commands/options.h"
#include "tools/errors.h"
#include "tools/interrupt.h"
#include "tools/pictures.h"
#include "tools/text.h"

namespace spikelight {
namespace {

struct MovieCommandOptions {
    std::string run;
    MovieOptionTexts movie;
};

int make_movie(const std::filesystem::path& run, const MovieRequest& request) {
    require_run(run);
    install_stop_handlers();
    FrameRate rate = complete_frames(run, false, stop_requested());
    if (auto warning = frame_rate_warning(rate.per_second())) print_warnings({*warning});
    try {
        std::int64_t frames = encode_movie(run, rate, request, stop_requested());
        std::filesystem::path movie = run / request.file_name();
        fmt::print("movie      {} ({} frames, {})\n", movie.string(), frames,
                   bytes_text(double(std::filesystem::file_size(movie))));
    } catch (const MovieError& error) {
        throw std::runtime_error(fmt::format("{}\n{}", error.what(), movie_advice(run)));
    }
    return exit_done;
}

}  // namespace

void add_movie_command(CLI::App& program, Action& action) {
    auto options = std::make_shared<MovieCommandOptions>();
    CLI::App* command =
        program.add_subcommand("movie", "Make a movie of a run's frames with the FFmpeg program");
    command->add_option("RUN", options->run, "The directory that a run has left")->required();
    add_movie_options(*command, options->movie, "--preset");
    command->footer(
        "Examples:\n"
        "  spikelight movie runs/experiment\n"
        "  spikelight movie runs/experiment --preset web --target-size \"8 MB\"\n"
        "  spikelight movie runs/experiment --preset prores\n"
        "Frames that are missing or damaged are rendered first.");
    command->callback([options, &action] {
        action = [options] {
            return make_movie(options->run, parse_movie_request(options->movie));
        };
    });
}

}  // namespace spikelight
