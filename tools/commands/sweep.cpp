#include "tools/sweep/sweep.h"

#include <CLI/CLI.hpp>
#include <memory>

#include "tools/commands/commands.h"
#include "tools/errors.h"

namespace spikelight {
namespace {

struct SweepTexts {
    std::string scenario, out, duration;
    std::vector<std::string> set;
    SweepOptions options;
};

int sweep(SweepTexts texts) {
    for (const std::string& text : texts.set) texts.options.axes.push_back(parse_axis(text));
    if (!texts.duration.empty())
        texts.options.axes.push_back({"simulation.duration", {texts.duration}});
    std::filesystem::path out = texts.out;
    if (texts.out.empty())
        out = std::filesystem::path("runs") /
              (std::filesystem::path(texts.scenario).stem().string() + "_sweep");
    return run_sweep(texts.scenario, out, texts.options);
}

}  // namespace

void add_sweep_command(CLI::App& program, Action& action) {
    auto texts = std::make_shared<SweepTexts>();
    SweepOptions& options = texts->options;
    CLI::App* command = program.add_subcommand(
        "sweep", "Run a scenario over a grid of values, and compare the rates");
    command->add_option("SCENARIO", texts->scenario, "The scenario file")->required();
    command
        ->add_option("--set", texts->set,
                     "Values of one key, parted by commas; 1..5 stands for 1,2,3,4,5; may be "
                     "repeated: every combination runs")
        ->option_text("KEY.PATH=VALUE,VALUE,...")
        ->required()
        ->allow_extra_args(false);
    command->add_option("--duration", texts->duration, "Biological time to simulate in each point")
        ->option_text("TIME");
    command->add_option("--out", texts->out,
                        "Directory of the results [runs/<name of the scenario file>_sweep]");
    command->add_option("--backend", options.backend, "What to simulate on [auto]")
        ->check(CLI::IsMember({"auto", "cpu", "cuda"}))
        ->option_text("auto|cpu|cuda");
    command
        ->add_option("--threads", options.threads,
                     "CPU threads of all points together [as many as there are]")
        ->check(CLI::Range(1, 4096))
        ->option_text("N");
    command->add_flag("--video", options.video, "Film each point, too");
    command->add_flag("--no-video{false}", options.video, "The default");
    command->add_flag("--no-external{false}", options.external,
                      "Refuse a scenario whose controllers are other programs; they are named "
                      "before they are started");
    command->add_flag("--force", options.force,
                      "Run finished points again, and replace another sweep's");
    command->add_flag("--quiet", options.quiet, "Say nothing but warnings and errors");
    command->footer(
        "Examples:\n"
        "  spikelight sweep examples/rate_clamp.toml --set loop.latency=\"0 ms,2 ms,5 ms,10 ms\" "
        "--set seed=1..5\n"
        "  spikelight sweep experiment.toml --set light.fibers.initial=\"1 mW/mm^2,3 mW/mm^2\" "
        "--out runs/bright\n"
        "Each point is a run in a directory of its own (000, 001, ...); sweep.csv has a row and "
        "sweep.svg a dot for\n"
        "each. On the CPU, points that differ in nothing that synapses are drawn from share them. "
        "The "
        "same command goes on\n"
        "where an earlier one stopped: finished points are kept. A point that fails is told and "
        "the "
        "others go on; the exit\n"
        "status is then 1.");
    command->callback([texts, &action] { action = [texts] { return sweep(*texts); }; });
}

}  // namespace spikelight
