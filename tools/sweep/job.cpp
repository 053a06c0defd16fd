#include "tools/sweep/job.h"

#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <iterator>
#include <stdexcept>
#include <thread>

#include "engine/control/spawn.h"
#include "tools/errors.h"
#include "tools/message.h"

namespace spikelight {
namespace {

constexpr int moment_ms = 50;

/// What the copy does from its first to its last breath.
[[noreturn]] void live(const std::function<int()>& work, int output) {
    dup2(output, STDOUT_FILENO);
    dup2(output, STDERR_FILENO);
    int status = exit_failed;
    try {
        status = work();
    } catch (const std::exception& error) {
        print_message(error.what());
    }
    std::fflush(nullptr);
    // What this process would do at its end is not the copy's to do.
    _exit(status);
}

/// Threads that have done their work may still be ending, and hold a lock, of the address sanitizer's memory for one, that
/// the copy would wait for without end. Gives them a second to be gone.
void let_threads_end() {
    using namespace std::chrono_literals;
    const std::filesystem::path threads = "/proc/self/task";
    std::error_code ignored;
    for (int looks = 0; looks < 1000; ++looks) {
        const std::filesystem::directory_iterator first(threads, ignored);
        if (std::distance(first, {}) <= 1) return;
        std::this_thread::sleep_for(1ms);
    }
}

}  // namespace

Job::Job(const std::function<int()>& work) {
    Connection output = make_output();
    // Else both would write what is still in the buffers.
    std::fflush(nullptr);
    let_threads_end();
    process_ = fork();
    if (process_ < 0)
        throw std::runtime_error(fmt::format("cannot start a process ({})", std::strerror(errno)));
    if (process_ == 0) live(work, output.theirs);
    output_ = output.take_ours();
}

Job::~Job() {
    if (outcome_) return;
    kill(process_, SIGKILL);
    close(output_);
    wait_for_end(process_, {});
}

void Job::ask_to_end() {
    if (!asked_ && !outcome_) kill(process_, SIGTERM);
    asked_ = true;
}

void Job::listen() {
    std::array<char, 1024> buffer;
    const ssize_t count = read(output_, buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) return;
    if (count > 0) return keep_end(last_lines_, {buffer.data(), std::size_t(count)});
    // It has closed its end.
    close(output_);
    outcome_ = wait_for_end(process_, std::move(last_lines_));
}

void Job::wait_for_any(const std::vector<Job*>& jobs) {
    std::vector<pollfd> ends;
    for (const Job* job : jobs) ends.push_back({job->outcome_ ? -1 : job->output_, POLLIN, 0});
    if (poll(ends.data(), ends.size(), moment_ms) <= 0) return;
    for (std::size_t i = 0; i < jobs.size(); ++i)
        if (ends[i].revents != 0) jobs[i]->listen();
}

}  // namespace spikelight
