#include "tools/commands/experiment_options.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <variant>

#include "engine/scenario/units.h"
#include "tools/errors.h"

namespace spikelight {

double parse_time(const std::string& option, const std::string& text, double otherwise) {
    if (text.empty()) return otherwise;
    auto parsed = parse_quantity(text);
    const Quantity* quantity = std::get_if<Quantity>(&parsed);
    if (!quantity || quantity->dimension != kinds::time.dimension || !(quantity->value >= 0))
        throw UserError(
            fmt::format("{} {} (this is no time). Write a number and a unit, as in {} \"10 min\"",
                        option, text, option));
    return quantity->value;
}

std::filesystem::path run_directory(std::filesystem::path directory) {
    directory = directory.lexically_normal();
    if (!directory.has_filename()) directory = directory.parent_path();
    if (directory.extension() == ".partial") directory.replace_extension();
    return directory;
}

void add_experiment_options(CLI::App& command, ExperimentOptionTexts& texts) {
    ExperimentOptions& experiment = texts.experiment;
    command.add_option("--backend", experiment.backend, "What to simulate on [auto]")
        ->check(CLI::IsMember({"auto", "cpu", "cuda"}))
        ->option_text("auto|cpu|cuda");
    command
        .add_option("--threads", experiment.threads,
                    "CPU threads [as many as the network is worth]")
        ->check(CLI::Range(1, 4096))
        ->option_text("N");
    command
        .add_option("--checkpoint-every", texts.checkpoint_every,
                    "Biological time between checkpoints")
        ->option_text("TIME");
    command
        .add_option("--checkpoint-wall", texts.checkpoint_wall,
                    "Wall time between checkpoints [10 min; 0 s: none]")
        ->option_text("TIME");
    command.add_flag("--no-video", texts.no_video,
                     "No frames, still and movie; simulate and report alone");
    command.add_flag("--no-frames", texts.no_frames,
                     "No PNG files of the frames: they go to FFmpeg alone");
    add_movie_options(command, texts.movie, "--movie-preset");
    command.add_flag("--no-external", texts.no_external,
                     "Refuse a scenario whose controllers are other programs; they are named "
                     "before they are started");
    command.add_flag("--force", experiment.force,
                     "Replace what an earlier run left in the directory");
    command.add_flag("--quiet", experiment.quiet, "Say nothing but warnings and errors");
}

ExperimentOptions parse_experiment_options(const ExperimentOptionTexts& texts) {
    ExperimentOptions experiment = texts.experiment;
    experiment.video = !texts.no_video;
    experiment.frames = !texts.no_frames;
    experiment.external = !texts.no_external;
    experiment.movie = parse_movie_request(texts.movie);
    experiment.checkpoint_every = parse_time("--checkpoint-every", texts.checkpoint_every, 0);
    experiment.checkpoint_wall =
        parse_time("--checkpoint-wall", texts.checkpoint_wall, experiment.checkpoint_wall);
    return experiment;
}

}  // namespace spikelight
