// Runs other programs, without a shell.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace spikelight {

/// Where a program is found on the PATH, if anywhere.
std::optional<std::filesystem::path> find_program(const std::string& name);

struct ProgramOutcome {
    int exit_status = 0;     ///< as the program gave it; 0 is success
    int signal = 0;          ///< that ended it, or 0
    std::string last_lines;  ///< the end of what it wrote to its output and error streams
    bool hung = false;       ///< it was ended because it did nothing
    bool succeeded() const { return exit_status == 0 && signal == 0; }
};

/// Adds to a text of which only the end is kept.
void keep_end(std::string& last_lines, std::string_view more);

/// Waits for a child to end.
ProgramOutcome wait_for_end(pid_t child, std::string last_lines);

/// A program that runs beside this one and reads what it is given on its input. It is ended where it hangs (IdleWatch).
class FedProgram {
  public:
    /// Starts `program` with `arguments` (without the program's own name) in `directory`. If `stop` becomes true it is
    /// told to end. Throws std::runtime_error if it cannot be started.
    FedProgram(const std::filesystem::path& program, const std::vector<std::string>& arguments,
               const std::filesystem::path& directory, const std::atomic<bool>& stop);
    /// Tells it to end, if `finish` was not called.
    ~FedProgram();
    FedProgram(const FedProgram&) = delete;
    FedProgram& operator=(const FedProgram&) = delete;

    /// Waits until the program has room for it. False if it reads no more, most likely because it has ended.
    bool write(std::span<const std::uint8_t> bytes);
    /// Ends its input and waits for it.
    ProgramOutcome finish();

  private:
    void watch();
    bool has_ended() const;

    const std::atomic<bool>& stop_;
    std::atomic<bool> abandoned_ = false;
    std::atomic<bool> waited_for_ = false;  ///< we can do nothing until it does something
    std::atomic<bool> gone_ = false;  ///< nobody reads any more, whoever still holds the other end
    std::atomic<bool> hung_ = false;
    int input_ = -1, output_ = -1;
    pid_t child_ = 0;
    std::string last_lines_;
    std::thread watcher_;
};

/// Runs a program with an empty input and waits for it. As FedProgram in everything else.
ProgramOutcome run_program(const std::filesystem::path& program,
                           const std::vector<std::string>& arguments,
                           const std::filesystem::path& directory, const std::atomic<bool>& stop);

}  // namespace spikelight
