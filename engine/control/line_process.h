// A program that answers lines with lines.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace spikelight {

/// What can go wrong with a controller while a run goes on. What was recorded is whole.
class ControllerError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

class LineProcess {
  public:
    using Clock = std::chrono::steady_clock;
    /// A longer line is an error: nobody means it, and memory is finite.
    static constexpr std::size_t longest_line = 1 << 20;

    /// Starts `command` in `directory`, in a process group of its own, with our error stream. `stop`
    /// ends all waiting. Throws ControllerError.
    LineProcess(const std::vector<std::string>& command, const std::filesystem::path& directory,
                const std::atomic<bool>& stop);
    /// Ends its input and waits for its end; kills it where it does not go by itself.
    ~LineProcess();
    LineProcess(const LineProcess&) = delete;
    LineProcess& operator=(const LineProcess&) = delete;

    /// Writes a line. False where there was no room for it before the deadline, or `stop`. Throws
    /// ControllerError if the program reads no more.
    bool write(std::string_view line, Clock::time_point deadline);
    /// Reads a line, without its end; nothing by the deadline, or `stop`. Throws ControllerError if
    /// the program has ended, or the line does not.
    std::optional<std::string> read(Clock::time_point deadline);

    /// The command as one would type it.
    const std::string& name() const { return name_; }

  private:
    bool wait_for(int descriptor, short event, Clock::time_point deadline) const;
    bool has_ended(std::chrono::milliseconds patience);
    [[noreturn]] void report_end();

    std::string name_;
    const std::atomic<bool>& stop_;
    int input_ = -1, output_ = -1;
    pid_t child_ = 0;
    int status_ = 0;      ///< as waitpid gives it, once child_ is 0
    std::string unread_;  ///< of the output
};

}  // namespace spikelight
