// The command line: reads it, runs one command, and turns what went wrong into a message and an exit status.
#pragma once

#include <functional>

namespace spikelight {

/// Runs a command; what it throws becomes a message on the error stream and an exit status.
int perform(const std::function<int()>& action);

/// All that the program does; returns its exit status. A program with controllers of its own
/// registers them first (engine/control/custom.h).
int run_command_line(int argc, char** argv);

}  // namespace spikelight
