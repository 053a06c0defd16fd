#include <fmt/format.h>

#include <memory>

#include "tools/commands/commands.h"
#include "tools/commands/experiment_options.h"
#include "tools/errors.h"

namespace spikelight {
namespace {

struct ContinueOptions {
    std::string run, duration, scenario, out;
    std::vector<std::string> set;
    ExperimentOptionTexts experiment;
};

int continue_run(const ContinueOptions& options) {
    const std::filesystem::path run = run_directory(options.run);
    Continuation how;
    how.duration = parse_time("--duration", options.duration, 0);
    if (!(how.duration > 0))
        throw UserError(
            fmt::format("--duration {} (there is nothing to go on for). Give a time "
                        "above 0",
                        options.duration));
    how.scenario = options.scenario;
    how.overrides = parse_overrides(options.set);
    std::filesystem::path out = options.out;
    if (options.out.empty()) out = run.string() + "_continued";
    return continue_experiment(run, how, run_directory(out),
                               parse_experiment_options(options.experiment));
}

}  // namespace

void add_continue_command(CLI::App& program, Action& action) {
    auto options = std::make_shared<ContinueOptions>();
    CLI::App* command = program.add_subcommand(
        "continue", "Go on from the end of a finished run, into another directory");
    command->add_option("RUN", options->run, "The directory that a finished run has left")
        ->required();
    command->add_option("--duration", options->duration, "Biological time to go on for")
        ->option_text("TIME")
        ->required();
    command
        ->add_option("--scenario", options->scenario,
                     "Scenario from here on, with the same neurons and synapses [the run's own]")
        ->option_text("FILE");
    command
        ->add_option("--set", options->set,
                     "Value instead of what the scenario says; may be repeated")
        ->option_text("KEY.PATH=VALUE")
        ->allow_extra_args(false);
    command->add_option("--out", options->out, "Directory of the results [RUN_continued]");
    add_experiment_options(*command, options->experiment);
    command->footer(
        "Examples:\n"
        "  spikelight continue runs/warm_up --duration \"1 s\"\n"
        "  spikelight continue runs/warm_up --duration \"1 s\" --out runs/bright --set "
        "controller.0.constant=\"5 mW/mm^2\"\n"
        "Times go on: the first step comes after the run's last, and what is recorded begins "
        "there. "
        "Lights, controllers, observables, recording and video may change; what has changed of the "
        "controllers and observables begins anew. Neurons, synapses, opsins, dt and seed may not.");
    command->callback(
        [options, &action] { action = [options] { return continue_run(*options); }; });
}

}  // namespace spikelight
