#include <fmt/format.h>

#include <memory>
#include <variant>

#include "engine/scenario/units.h"
#include "tools/commands/commands.h"
#include "tools/commands/options.h"
#include "tools/errors.h"
#include "tools/experiment.h"

namespace spikelight {
namespace {

struct RunOptions {
    std::string scenario, resume, out, seed, duration, checkpoint_every, checkpoint_wall;
    std::vector<std::string> set;
    ExperimentOptions experiment;
    MovieOptionTexts movie;
    bool no_video = false, no_frames = false, no_external = false;
};

/// "10 min" in s, or nothing.
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

/// "runs/x/" is runs/x, and runs/x.partial is what runs/x will be.
std::filesystem::path run_directory(std::filesystem::path directory) {
    directory = directory.lexically_normal();
    if (!directory.has_filename()) directory = directory.parent_path();
    if (directory.extension() == ".partial") directory.replace_extension();
    return directory;
}

int run(RunOptions options) {
    // What is given as an option of its own is an override like any other.
    std::vector<Override> overrides = parse_overrides(options.set);
    if (!options.seed.empty()) overrides.emplace_back("seed", options.seed);
    if (!options.duration.empty()) overrides.emplace_back("simulation.duration", options.duration);

    options.experiment.video = !options.no_video;
    options.experiment.frames = !options.no_frames;
    options.experiment.external = !options.no_external;
    options.experiment.movie = parse_movie_request(options.movie);
    options.experiment.checkpoint_every =
        parse_time("--checkpoint-every", options.checkpoint_every, 0);
    options.experiment.checkpoint_wall = parse_time("--checkpoint-wall", options.checkpoint_wall,
                                                    options.experiment.checkpoint_wall);
    if (!options.resume.empty())
        return resume_experiment(run_directory(options.resume), options.experiment);
    if (options.scenario.empty())
        throw UserError("run (it wants a SCENARIO, or --resume DIR). See spikelight run --help");

    std::filesystem::path out = options.out;
    if (options.out.empty())
        out = std::filesystem::path("runs") / std::filesystem::path(options.scenario).stem();
    return run_experiment(options.scenario, overrides, run_directory(out), options.experiment);
}

}  // namespace

void add_run_command(CLI::App& program, Action& action) {
    auto options = std::make_shared<RunOptions>();
    ExperimentOptions& experiment = options->experiment;
    CLI::App* command = program.add_subcommand("run", "Simulate a scenario, film it and report");
    auto* scenario = command->add_option("SCENARIO", options->scenario, "The scenario file");
    auto* resume =
        command
            ->add_option("--resume", options->resume,
                         "Go on with an interrupted run from its last checkpoint, on any backend "
                         "and number of threads")
            ->option_text("DIR")
            ->excludes(scenario);
    command->add_option("--out", options->out,
                        "Directory of the results [runs/<name of the scenario file>]");
    command->add_option("--backend", experiment.backend, "What to simulate on [auto]")
        ->check(CLI::IsMember({"auto", "cpu", "cuda"}))
        ->option_text("auto|cpu|cuda");
    command
        ->add_option("--threads", experiment.threads,
                     "CPU threads [as many as the network is worth]")
        ->check(CLI::Range(1, 4096))
        ->option_text("N");
    command->add_option("--seed", options->seed, "Seed instead of the scenario's")
        ->option_text("N");
    command
        ->add_option("--set", options->set,
                     "Value instead of what the scenario says; may be repeated")
        ->option_text("KEY.PATH=VALUE")
        ->allow_extra_args(false);
    command->add_option("--duration", options->duration, "Biological time to simulate")
        ->option_text("TIME");
    command
        ->add_option("--checkpoint-every", options->checkpoint_every,
                     "Biological time between checkpoints")
        ->option_text("TIME");
    command
        ->add_option("--checkpoint-wall", options->checkpoint_wall,
                     "Wall time between checkpoints [10 min; 0 s: none]")
        ->option_text("TIME");
    command->add_flag("--no-video", options->no_video,
                      "No frames, still and movie; simulate and report alone");
    command->add_flag("--no-frames", options->no_frames,
                      "No PNG files of the frames: they go to FFmpeg alone");
    add_movie_options(*command, options->movie, "--movie-preset");
    command->add_flag("--no-external", options->no_external,
                      "Refuse a scenario whose controllers are other programs; they are named "
                      "before they are started");
    command->add_flag("--force", experiment.force,
                      "Replace what an earlier run left in the directory");
    command->add_flag("--quiet", experiment.quiet, "Say nothing but warnings and errors");
    command->footer(
        "Examples:\n"
        "  spikelight run examples/video_visualization.toml\n"
        "  spikelight run experiment.toml --out runs/bright --set light.fibers.maximum=\"60 "
        "mW/mm^2\"\n"
        "  spikelight run experiment.toml --duration \"2 s\" --seed 7 --no-video --force\n"
        "  spikelight run experiment.toml --no-frames --movie-preset web --target-size \"2 MB\"\n"
        "  spikelight run experiment.toml --out runs/long --checkpoint-every \"10 s\"\n"
        "  spikelight run --resume runs/long\n"
        "Ctrl-C ends a run cleanly: what was recorded is kept in DIR.partial, with a checkpoint.");
    for (const char* other : {"--out", "--seed", "--set", "--duration", "--force"})
        resume->excludes(command->get_option(other));
    command->callback([options, &action] { action = [options] { return run(*options); }; });
}

}  // namespace spikelight
