#include <fmt/format.h>

#include <memory>

#include "tools/commands/commands.h"
#include "tools/commands/experiment_options.h"
#include "tools/errors.h"

namespace spikelight {
namespace {

struct RunOptions {
    std::string scenario, resume, out, seed, duration;
    std::vector<std::string> set;
    ExperimentOptionTexts experiment;
};

int run(const RunOptions& options) {
    // What is given as an option of its own is an override like any other.
    std::vector<Override> overrides = parse_overrides(options.set);
    if (!options.seed.empty()) overrides.emplace_back("seed", options.seed);
    if (!options.duration.empty()) overrides.emplace_back("simulation.duration", options.duration);

    const ExperimentOptions experiment = parse_experiment_options(options.experiment);
    if (!options.resume.empty())
        return resume_experiment(run_directory(options.resume), experiment);
    if (options.scenario.empty())
        throw UserError("run (it wants a SCENARIO, or --resume DIR). See spikelight run --help");

    std::filesystem::path out = options.out;
    if (options.out.empty())
        out = std::filesystem::path("runs") / std::filesystem::path(options.scenario).stem();
    return run_experiment(options.scenario, overrides, run_directory(out), experiment);
}

}  // namespace

void add_run_command(CLI::App& program, Action& action) {
    auto options = std::make_shared<RunOptions>();
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
    command->add_option("--seed", options->seed, "Seed instead of the scenario's")
        ->option_text("N");
    command
        ->add_option("--set", options->set,
                     "Value instead of what the scenario says; may be repeated")
        ->option_text("KEY.PATH=VALUE")
        ->allow_extra_args(false);
    command->add_option("--duration", options->duration, "Biological time to simulate")
        ->option_text("TIME");
    add_experiment_options(*command, options->experiment);
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
