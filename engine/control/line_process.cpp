#include "engine/control/line_process.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <thread>

#include "engine/control/spawn.h"

namespace spikelight {
namespace {

using std::chrono::milliseconds;

/// How long a look at the stop flag, and each step of ending a program, may take.
constexpr milliseconds glance(50), patience_at_end(1000);

}  // namespace

LineProcess::LineProcess(const std::vector<std::string>& command,
                         const std::filesystem::path& directory, const std::atomic<bool>& stop)
    : name_(fmt::format("{}", fmt::join(command, " "))), stop_(stop) {
    try {
        Connection input = make_input(), output = make_output();
        child_ = spawn(command.at(0), {command.begin() + 1, command.end()},
                       directory.empty() ? "." : directory, {input.theirs, output.theirs, -1},
                       ProcessGroup::own);
        input_ = input.take_ours();
        output_ = output.take_ours();
    } catch (const std::runtime_error& error) {
        throw ControllerError(
            fmt::format("external controller {}: {}. Correct command", name_, error.what()));
    }
}

LineProcess::~LineProcess() {
    close(input_);
    // Close our end first: who still writes is told so.
    close(output_);
    for (int signal : {SIGTERM, SIGKILL}) {
        if (has_ended(patience_at_end)) return;
        kill(-child_, signal);
    }
    has_ended(patience_at_end);
}

bool LineProcess::has_ended(milliseconds patience) {
    const Clock::time_point deadline = Clock::now() + patience;
    while (child_ != 0) {
        const pid_t ended = waitpid(child_, &status_, WNOHANG);
        if (ended == child_ || (ended < 0 && errno == ECHILD)) child_ = 0;
        if (child_ == 0 || Clock::now() >= deadline) break;
        std::this_thread::sleep_for(milliseconds(1));
    }
    return child_ == 0;
}

void LineProcess::report_end() {
    std::string how = "closed its output";
    if (has_ended(patience_at_end))
        how = WIFSIGNALED(status_) ? fmt::format("was ended by signal {} ({})", WTERMSIG(status_),
                                                 strsignal(WTERMSIG(status_)))
                                   : fmt::format("ended with exit status {}", WEXITSTATUS(status_));
    throw ControllerError(fmt::format(
        "external controller {} {} (it must answer until its input ends). See what it wrote to the "
        "error stream above",
        name_, how));
}

bool LineProcess::wait_for(int descriptor, short event, Clock::time_point deadline) const {
    while (!stop_) {
        const auto left = std::chrono::duration_cast<milliseconds>(deadline - Clock::now());
        pollfd ready{descriptor, event, 0};
        const int wait = static_cast<int>(std::clamp(left, milliseconds(0), glance).count());
        if (poll(&ready, 1, wait) > 0) return true;
        if (left <= milliseconds(0)) return false;
    }
    return false;
}

bool LineProcess::write(std::string_view line, Clock::time_point deadline) {
    std::string text(line);
    text += '\n';
    for (std::string_view rest = text; !rest.empty();) {
        if (!wait_for(input_, POLLOUT, deadline)) {
            // Half a line is worse than none: nothing can follow it.
            if (rest.size() == text.size() || stop_) return false;
            throw ControllerError(fmt::format(
                "external controller {} stopped reading in the middle of a line", name_));
        }
        const ssize_t count = send(input_, rest.data(), rest.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (count < 0 && (errno == EINTR || errno == EAGAIN)) continue;
        if (count <= 0) report_end();
        rest.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
}

std::optional<std::string> LineProcess::read(Clock::time_point deadline) {
    while (true) {
        if (const std::size_t end = unread_.find('\n'); end != std::string::npos) {
            std::string line = unread_.substr(0, end);
            unread_.erase(0, end + 1);
            return line;
        }
        if (unread_.size() > longest_line)
            throw ControllerError(fmt::format(
                "external controller {} wrote a line longer than {} bytes (\"{}...\"). Write one "
                "line of JSON per sample, and everything else to the error stream",
                name_, longest_line, unread_.substr(0, 40)));
        if (!wait_for(output_, POLLIN, deadline)) return std::nullopt;
        std::array<char, 4096> buffer;
        const ssize_t count = ::read(output_, buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) report_end();
        unread_.append(buffer.data(), static_cast<std::size_t>(count));
    }
}

}  // namespace spikelight
