// Work that a copy of this process does, so that a fault in it leaves this one alone. The copy shares what this process
// has in memory until one of the two writes to it: a network drawn before is there at no cost.
#pragma once

#include <sys/types.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "tools/program.h"

namespace spikelight {

class Job {
  public:
    /// Starts `work` in the copy; what it returns is the exit status, and what it writes to its output and error streams
    /// is kept. No other thread may be running: the copy has but the one that calls this. Throws std::runtime_error.
    explicit Job(const std::function<int()>& work);
    /// Kills the copy if it is still there.
    ~Job();
    Job(const Job&) = delete;
    Job& operator=(const Job&) = delete;

    /// Asks it to end, as Ctrl-C does; once is enough.
    void ask_to_end();
    /// How it ended, if it has.
    const std::optional<ProgramOutcome>& outcome() const { return outcome_; }

    /// Waits until one of them says something or ends, at most for a moment, and listens to all.
    static void wait_for_any(const std::vector<Job*>& jobs);

  private:
    void listen();

    pid_t process_ = 0;
    int output_ = -1;
    bool asked_ = false;
    std::string last_lines_;
    std::optional<ProgramOutcome> outcome_;
};

}  // namespace spikelight
