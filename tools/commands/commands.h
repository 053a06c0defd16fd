// One function per command of the command line: each adds its options to the program, and what to do when it is given.
#pragma once

#include <CLI/App.hpp>
#include <functional>

namespace spikelight {

/// What the command line asks for; returns the exit status.
using Action = std::function<int()>;

void add_run_command(CLI::App& program, Action& action);
void add_continue_command(CLI::App& program, Action& action);
void add_sweep_command(CLI::App& program, Action& action);
void add_check_command(CLI::App& program, Action& action);
void add_plot_command(CLI::App& program, Action& action);
void add_render_command(CLI::App& program, Action& action);
void add_movie_command(CLI::App& program, Action& action);
void add_report_command(CLI::App& program, Action& action);
void add_export_command(CLI::App& program, Action& action);
void add_benchmark_command(CLI::App& program, Action& action);
void add_info_command(CLI::App& program, Action& action);

}  // namespace spikelight
