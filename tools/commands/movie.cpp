#include "tools/movie.h"

#include <fmt/format.h>

#include <memory>

#include "tools/commands/commands.h"
#include "tools/commands/options.h"
#include "tools/errors.h"
#include "tools/interrupt.h"
#include "tools/pictures.h"

namespace spikelight {
namespace {

int make_movie(const std::filesystem::path& run) {
    require_run(run);
    install_stop_handlers();
    try {
        std::int64_t frames = encode_movie(run, rendered_frame_rate(run), stop_requested());
        fmt::print("movie      {} ({} frames)\n", (run / "movie.mp4").string(), frames);
    } catch (const MovieError& error) {
        throw std::runtime_error(fmt::format("{}\n{}", error.what(), movie_advice(run)));
    }
    return exit_done;
}

}  // namespace

void add_movie_command(CLI::App& program, Action& action) {
    auto run = std::make_shared<std::string>();
    CLI::App* command =
        program.add_subcommand("movie", "Make movie.mp4 of a run's frames with the FFmpeg program");
    command->add_option("RUN", *run, "The directory that a run has left")->required();
    command->footer("Example:\n  spikelight movie runs/experiment");
    command->callback([run, &action] { action = [run] { return make_movie(*run); }; });
}

}  // namespace spikelight
