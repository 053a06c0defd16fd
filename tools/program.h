// Runs another program and waits for it, without a shell.
#pragma once

#include <atomic>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace spikelight {

/// Where a program is found on the PATH, if anywhere.
std::optional<std::filesystem::path> find_program(const std::string& name);

struct ProgramOutcome {
    int exit_status = 0;     ///< as the program gave it; 0 is success
    int signal = 0;          ///< that ended it, or 0
    std::string last_lines;  ///< the end of what it wrote to its output and error streams
    bool succeeded() const { return exit_status == 0 && signal == 0; }
};

/// Runs `program` with `arguments` (without the program's own name) in `directory`, its input empty. If `stop` becomes
/// true it is told to end, and waited for. Throws std::runtime_error if it cannot be started.
ProgramOutcome run_program(const std::filesystem::path& program,
                           const std::vector<std::string>& arguments,
                           const std::filesystem::path& directory, const std::atomic<bool>& stop);

}  // namespace spikelight
