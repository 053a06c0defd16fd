#include "tools/program.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <sstream>
#include <stdexcept>

extern char** environ;

namespace spikelight {
namespace {

constexpr std::size_t kept_bytes = 4096;
constexpr int poll_milliseconds = 50;

/// Both ends of a pipe, closed when done with.
struct Pipe {
    int read_end = -1, write_end = -1;
    Pipe() {
        int ends[2];
        if (pipe2(ends, O_CLOEXEC) != 0)
            throw std::runtime_error(fmt::format("cannot make a pipe ({})", std::strerror(errno)));
        read_end = ends[0];
        write_end = ends[1];
    }
    void close_write_end() {
        if (write_end >= 0) close(write_end);
        write_end = -1;
    }
    ~Pipe() {
        close_write_end();
        close(read_end);
    }
};

pid_t spawn(const std::filesystem::path& program, const std::vector<std::string>& arguments,
            const std::filesystem::path& directory, const Pipe& output) {
    // Arrange the child's streams and directory.
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addchdir_np(&actions, directory.c_str());
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, output.write_end, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, output.write_end, STDERR_FILENO);

    // Hand over the arguments as C wants them.
    std::string name = program.string();
    std::vector<char*> argv{name.data()};
    for (const std::string& argument : arguments)
        argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);

    pid_t child = 0;
    int error = posix_spawn(&child, program.c_str(), &actions, nullptr, argv.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (error != 0)
        throw std::runtime_error(fmt::format("cannot start {} ({})", name, std::strerror(error)));
    return child;
}

/// Reads until the child closes its end, keeping the end of the text; passes a request to stop on, once.
std::string read_output(int descriptor, pid_t child, const std::atomic<bool>& stop) {
    std::string text;
    bool told = false;
    while (true) {
        if (stop && !told) {
            kill(child, SIGTERM);
            told = true;
        }
        pollfd ready{descriptor, POLLIN, 0};
        if (poll(&ready, 1, poll_milliseconds) <= 0) continue;
        std::array<char, 1024> buffer;
        ssize_t count = read(descriptor, buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return text;
        text.append(buffer.data(), std::size_t(count));
        if (text.size() > kept_bytes) text.erase(0, text.size() - kept_bytes);
    }
}

}  // namespace

std::optional<std::filesystem::path> find_program(const std::string& name) {
    const char* path = std::getenv("PATH");
    std::istringstream folders(path ? path : "");
    for (std::string folder; std::getline(folders, folder, ':');) {
        std::filesystem::path candidate =
            std::filesystem::path(folder.empty() ? "." : folder) / name;
        std::error_code ignored;
        if (std::filesystem::is_regular_file(candidate, ignored) &&
            access(candidate.c_str(), X_OK) == 0)
            return std::filesystem::absolute(candidate);
    }
    return std::nullopt;
}

ProgramOutcome run_program(const std::filesystem::path& program,
                           const std::vector<std::string>& arguments,
                           const std::filesystem::path& directory, const std::atomic<bool>& stop) {
    Pipe output;
    pid_t child = spawn(program, arguments, directory, output);
    output.close_write_end();

    ProgramOutcome outcome;
    outcome.last_lines = read_output(output.read_end, child, stop);
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (WIFSIGNALED(status))
        outcome.signal = WTERMSIG(status);
    else
        outcome.exit_status = WEXITSTATUS(status);
    return outcome;
}

}  // namespace spikelight
