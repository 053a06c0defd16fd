// The command line: reads it, runs one command, and turns what went wrong into a message and an exit status.
#pragma once

namespace spikelight {

/// All that the program does; returns its exit status. A program with controllers of its own
/// registers them first (engine/control/custom.h).
int run_command_line(int argc, char** argv);

}  // namespace spikelight
