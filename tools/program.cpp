#include "tools/program.h"

#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
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

#include "engine/control/spawn.h"

namespace spikelight {
namespace {

constexpr std::size_t kept_bytes = 4096;
constexpr int poll_milliseconds = 50;

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

void keep_end(std::string& last_lines, std::string_view more) {
    last_lines += more;
    if (last_lines.size() > kept_bytes) last_lines.erase(0, last_lines.size() - kept_bytes);
}

ProgramOutcome wait_for_end(pid_t child, std::string last_lines) {
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    ProgramOutcome outcome;
    outcome.last_lines = std::move(last_lines);
    if (WIFSIGNALED(status))
        outcome.signal = WTERMSIG(status);
    else
        outcome.exit_status = WEXITSTATUS(status);
    return outcome;
}

FedProgram::FedProgram(const std::filesystem::path& program,
                       const std::vector<std::string>& arguments,
                       const std::filesystem::path& directory, const std::atomic<bool>& stop)
    : stop_(stop) {
    Connection input = make_input(), output = make_output();
    child_ = spawn(program, arguments, directory, {input.theirs, output.theirs, output.theirs},
                   ProcessGroup::ours);
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
        keep_end(last_lines_, {buffer.data(), std::size_t(count)});
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
    return wait_for_end(std::exchange(child_, 0), last_lines_);
}

ProgramOutcome run_program(const std::filesystem::path& program,
                           const std::vector<std::string>& arguments,
                           const std::filesystem::path& directory, const std::atomic<bool>& stop) {
    return FedProgram(program, arguments, directory, stop).finish();
}

}  // namespace spikelight
