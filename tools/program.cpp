#include "tools/program.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <sstream>
#include <stdexcept>
#include <utility>

extern char** environ;

namespace spikelight {
namespace {

constexpr std::size_t kept_bytes = 4096;
constexpr int poll_milliseconds = 50;

/// Two connected ends, both closed with the object unless taken out.
struct Connection {
    int ours = -1, theirs = -1;
    ~Connection() {
        if (ours >= 0) close(ours);
        if (theirs >= 0) close(theirs);
    }
    int take_ours() { return std::exchange(ours, -1); }
};

/// Sockets, as writing to one can fail without a signal when nobody reads.
Connection make_input() {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        throw std::runtime_error(fmt::format("cannot make a socket ({})", std::strerror(errno)));
    return {ends[0], ends[1]};
}

Connection make_output() {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        throw std::runtime_error(fmt::format("cannot make a pipe ({})", std::strerror(errno)));
    return {ends[0], ends[1]};
}

pid_t spawn(const std::filesystem::path& program, const std::vector<std::string>& arguments,
            const std::filesystem::path& directory, int input, int output) {
    // Arrange the child's streams and directory.
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addchdir_np(&actions, directory.c_str());
    posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, output, STDERR_FILENO);

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

FedProgram::FedProgram(const std::filesystem::path& program,
                       const std::vector<std::string>& arguments,
                       const std::filesystem::path& directory, const std::atomic<bool>& stop)
    : stop_(stop) {
    Connection input = make_input(), output = make_output();
    child_ = spawn(program, arguments, directory, input.theirs, output.theirs);
    input_ = input.take_ours();
    output_ = output.take_ours();
    watcher_ = std::thread([this] { watch(); });
}

FedProgram::~FedProgram() {
    abandoned_ = true;
    if (child_ != 0) finish();
}

void FedProgram::watch() {
    // Read until the child closes its end, keeping the end of the text; pass a request to stop on, once.
    bool told = false;
    while (true) {
        if ((stop_ || abandoned_) && !told) {
            kill(child_, SIGTERM);
            told = true;
        }
        pollfd ready{output_, POLLIN, 0};
        if (poll(&ready, 1, poll_milliseconds) <= 0) continue;
        std::array<char, 1024> buffer;
        ssize_t count = read(output_, buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return;
        last_lines_.append(buffer.data(), std::size_t(count));
        if (last_lines_.size() > kept_bytes) last_lines_.erase(0, last_lines_.size() - kept_bytes);
    }
}

bool FedProgram::write(std::span<const std::uint8_t> bytes) {
    while (!bytes.empty()) {
        ssize_t count = send(input_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return false;
        bytes = bytes.subspan(std::size_t(count));
    }
    return true;
}

ProgramOutcome FedProgram::finish() {
    close(input_);
    watcher_.join();
    close(output_);
    int status = 0;
    while (waitpid(child_, &status, 0) < 0 && errno == EINTR) {
    }
    child_ = 0;
    ProgramOutcome outcome;
    outcome.last_lines = last_lines_;
    if (WIFSIGNALED(status))
        outcome.signal = WTERMSIG(status);
    else
        outcome.exit_status = WEXITSTATUS(status);
    return outcome;
}

ProgramOutcome run_program(const std::filesystem::path& program,
                           const std::vector<std::string>& arguments,
                           const std::filesystem::path& directory, const std::atomic<bool>& stop) {
    return FedProgram(program, arguments, directory, stop).finish();
}

}  // namespace spikelight
