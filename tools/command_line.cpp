#include "tools/command_line.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <new>

#include "engine/scenario/reader.h"
#include "kernels/cpu/ieee_arithmetic.h"
#include "tools/commands/commands.h"
#include "tools/errors.h"
#include "tools/message.h"

namespace spikelight {
namespace {

constexpr const char* examples =
    "Examples:\n"
    "  spikelight run examples/video_visualization.toml\n"
    "  spikelight check examples/video_visualization.toml\n"
    "  spikelight run --help";

/// What is wrong with a first word that is no command; empty if nothing is.
std::string unknown_command(const CLI::App& program, int argc, char** argv) {
    if (argc < 2 || argv[1][0] == '-') return "";
    std::string known;
    for (const CLI::App* command : program.get_subcommands([](const CLI::App*) { return true; })) {
        if (command->get_name() == argv[1]) return "";
        known += (known.empty() ? "" : ", ") + command->get_name();
    }
    return fmt::format("{} (there is no such command). The commands are {}", argv[1], known);
}

}  // namespace

int perform(const std::function<int()>& action) {
    try {
        return action();
    } catch (const ScenarioError& error) {
        for (const std::string& problem : error.problems()) print_message(problem);
        return exit_input_wrong;
    } catch (const UserError& error) {
        print_message(error.what());
        return exit_input_wrong;
    } catch (const Interrupted& interruption) {
        print_message(interruption.what());
        return exit_interrupted;
    } catch (const std::bad_alloc&) {
        fmt::print(stderr,
                   "out of memory (the machine has less than this needs). See what it needs with "
                   "`spikelight check`, "
                   "and make the network or the picture smaller\n");
        return exit_failed;
    } catch (const std::exception& error) {
        print_message(error.what());
        return exit_failed;
    }
}

int run_command_line(int argc, char** argv) {
    // Threads begun from here on have it from this one.
    IeeeArithmetic arithmetic;
    CLI::App program(
        "Spiking networks under optogenetic stimulation, simulated in closed loop and filmed.",
        "spikelight");
    program.set_version_flag("--version", "spikelight " SPIKELIGHT_VERSION);
    program.require_subcommand(1);
    program.footer(examples);

    Action action;
    add_run_command(program, action);
    add_continue_command(program, action);
    add_sweep_command(program, action);
    add_check_command(program, action);
    add_plot_command(program, action);
    add_render_command(program, action);
    add_movie_command(program, action);
    add_report_command(program, action);
    add_export_command(program, action);
    add_benchmark_command(program, action);
    add_info_command(program, action);
    if (std::string problem = unknown_command(program, argc, argv); !problem.empty()) {
        print_message(problem);
        return exit_input_wrong;
    }
    if (argc < 2) {
        print_message(program.help());
        return exit_input_wrong;
    }
    try {
        program.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        // Help and version are no errors; everything else is the user's input.
        return program.exit(error) == 0 ? exit_done : exit_input_wrong;
    }
    return perform(action);
}

}  // namespace spikelight
