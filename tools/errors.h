// What can end a command early, and the exit status each stands for.
#pragma once

#include <stdexcept>

namespace spikelight {

/// Exit status of every command.
enum ExitStatus { exit_done = 0, exit_failed = 1, exit_input_wrong = 2, exit_interrupted = 130 };

/// The user's input is wrong (exit status 2), where it is not the scenario itself: see ScenarioError for that.
class UserError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// The user asked to stop (exit status 130). The message says what is left and where.
class Interrupted : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

}  // namespace spikelight
