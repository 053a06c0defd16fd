#include <fmt/format.h>

#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>

#include "tools/backend_choice.h"
#include "tools/benchmark/table.h"
#include "tools/commands/commands.h"
#include "tools/commands/options.h"
#include "tools/errors.h"
#include "tools/external_programs.h"
#include "tools/interrupt.h"

namespace spikelight {
namespace {

struct BenchmarkOptions {
    std::vector<std::string> scenarios, set;
    std::string backend = "auto", duration, json;
    int threads = 0, repeat = 3;
    bool no_external = false;
};

/// The backends to compare: all that are present, or the one asked for.
std::vector<std::string> chosen_backends(const std::string& backend) {
    require_backend(backend);
    return backend == "auto" ? present_backends() : std::vector{backend};
}

BenchmarkedScenario measure_scenario(const std::string& file, const ReadResult& read,
                                     const std::vector<std::string>& backends,
                                     const BenchmarkOptions& options) {
    // Take the backends in turn, so that a machine that slows down slows all of them.
    BenchmarkedScenario measured{file, std::vector<Repeats>(backends.size())};
    for (int repeat = 0; repeat < options.repeat; ++repeat)
        for (std::size_t b = 0; b < backends.size(); ++b)
            measured.backends[b].push_back(
                measure_run(read.scenario, backends[b], options.threads, stop_requested()));
    return measured;
}

void write_json(const std::string& file, const std::vector<BenchmarkedScenario>& measured) {
    std::ofstream json(file);
    json << benchmark_json(measured).dump(2) << '\n';
    if (!json.flush())
        throw std::runtime_error(fmt::format("{} could not be written. Is the disk full?", file));
}

int benchmark(const BenchmarkOptions& options) {
    std::vector<std::string> backends = chosen_backends(options.backend);
    std::vector<Override> overrides = parse_overrides(options.set);
    if (!options.duration.empty()) overrides.emplace_back("simulation.duration", options.duration);

    // Read all before the first runs: a mistake in the last should not cost the others' time.
    std::vector<ReadResult> read;
    for (const std::string& file : options.scenarios)
        read.push_back(read_scenario(file, overrides));
    for (const ReadResult& one : read) {
        if (options.no_external) refuse_external(one.scenario);
        announce_external(one.scenario);
    }
    if (!options.json.empty() && !std::ofstream(options.json))
        throw UserError(
            fmt::format("--json {} (it cannot be written). Name a file in a "
                        "directory that exists and is yours",
                        options.json));
    install_stop_handlers();
    if (std::string reason = why_no_cuda(); options.backend == "auto" && !reason.empty())
        fmt::print("the CPU alone ({})\n", reason);

    std::vector<BenchmarkedScenario> measured;
    bool equal = true;
    for (std::size_t i = 0; i < read.size(); ++i) {
        measured.push_back(measure_scenario(options.scenarios[i], read[i], backends, options));
        fmt::print("{}", benchmark_table(measured.back()));
        std::fflush(stdout);
        equal = equal && digests_are_equal(measured.back());
        // After each, so that one that fails takes nothing with it.
        if (!options.json.empty()) write_json(options.json, measured);
    }
    return equal ? exit_done : exit_failed;
}

}  // namespace

void add_benchmark_command(CLI::App& program, Action& action) {
    auto options = std::make_shared<BenchmarkOptions>();
    CLI::App* command = program.add_subcommand(
        "benchmark", "Time scenarios on every backend present, side by side, and compare spikes");
    command->add_option("SCENARIO", options->scenarios, "The scenario files")->required();
    command->add_option("--backend", options->backend, "One backend instead of all [auto: all]")
        ->check(CLI::IsMember({"auto", "cpu", "cuda"}))
        ->option_text("auto|cpu|cuda");
    command
        ->add_option("--threads", options->threads, "CPU threads [as many as the network is worth]")
        ->check(CLI::Range(1, 4096))
        ->option_text("N");
    command->add_option("--repeat", options->repeat, "How often to build and run [3]")
        ->check(CLI::Range(1, 1000))
        ->option_text("N");
    command->add_option("--duration", options->duration, "Biological time to simulate")
        ->option_text("TIME");
    command
        ->add_option("--set", options->set,
                     "Value instead of what the scenarios say; may be repeated")
        ->option_text("KEY.PATH=VALUE")
        ->allow_extra_args(false);
    command->add_flag("--no-external", options->no_external,
                      "Refuse scenarios whose controllers are other programs; they are named "
                      "before they are started");
    command->add_option("--json", options->json, "Write all runs to this file as well")
        ->option_text("FILE");
    command->footer(
        "Examples:\n"
        "  spikelight benchmark examples/balanced_20k.toml examples/balanced_100k.toml\n"
        "  spikelight benchmark experiment.toml --backend cpu --threads 1 --repeat 5\n"
        "  spikelight benchmark experiment.toml --duration \"100 ms\" --json benchmark.json\n"
        "simulate s is the median; wall/bio is wall time over biological time: below 1 is faster "
        "than life.\n"
        "Exit status 1 if two runs gave different spikes.");
    command->callback([options, &action] { action = [options] { return benchmark(*options); }; });
}

}  // namespace spikelight
