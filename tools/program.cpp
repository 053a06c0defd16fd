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
#include "tools/idle_watch.h"

namespace spikelight {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t kept_bytes = 4096;
constexpr int poll_milliseconds = 50;
constexpr int looks_before_kill = 100;  ///< some 5 s to end well

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

bool FedProgram::has_ended() const {
    siginfo_t ended{};
    return waitid(P_PID, id_t(child_), &ended, WEXITED | WNOHANG | WNOWAIT) == 0 &&
           ended.si_pid == child_;
}

void FedProgram::watch() {
    // Read until the child ends, keeping the end of the text; pass a request to stop on, once, and insist.
    IdleWatch idle(encoder_patience());
    int looks_since_told = 0;
    for (bool closed = false;;) {
        if ((stop_ || abandoned_) && looks_since_told++ == 0) kill(child_, SIGTERM);
        if (looks_since_told == looks_before_kill) kill(child_, SIGKILL);
        pollfd ready{output_, POLLIN, 0};
        const milliseconds look(closed ? 1 : poll_milliseconds);
        if (closed) std::this_thread::sleep_for(look);
        if (!closed && poll(&ready, 1, int(look.count())) > 0) {
            std::array<char, 1024> buffer;
            ssize_t count = read(output_, buffer.data(), buffer.size());
            if (count > 0) keep_end(last_lines_, {buffer.data(), std::size_t(count)});
            closed = count == 0 || (count < 0 && errno != EINTR);
            continue;
        }
        // What it started may hold its streams open for ever.
        if (has_ended() && (closed || poll(&ready, 1, 0) <= 0)) break;
        if (hung_ || !idle.look(child_, waited_for_, look)) continue;
        hung_ = true;
        kill(child_, SIGKILL);
    }
    gone_ = true;
}

bool FedProgram::write(std::span<const std::uint8_t> bytes) {
    while (!bytes.empty() && !gone_) {
        ssize_t count = send(input_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (count < 0 && errno != EINTR && errno != EAGAIN) return false;
        // Let the watcher know where there is no room, and wait for it.
        waited_for_ = count < 0 && errno == EAGAIN;
        pollfd ready{input_, POLLOUT, 0};
        if (waited_for_) poll(&ready, 1, poll_milliseconds);
        if (count > 0) bytes = bytes.subspan(std::size_t(count));
    }
    waited_for_ = false;
    return bytes.empty();
}

ProgramOutcome FedProgram::finish() {
    close(input_);
    waited_for_ = true;
    watcher_.join();
    close(output_);
    ProgramOutcome outcome = wait_for_end(std::exchange(child_, 0), last_lines_);
    outcome.hung = hung_;
    return outcome;
}

ProgramOutcome run_program(const std::filesystem::path& program,
                           const std::vector<std::string>& arguments,
                           const std::filesystem::path& directory, const std::atomic<bool>& stop) {
    return FedProgram(program, arguments, directory, stop).finish();
}

}  // namespace spikelight
