#include "tools/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

#include "tools/text.h"

namespace spikelight {
namespace {

using namespace std::chrono_literals;

/// How long the line stands before it is shown again.
constexpr auto terminal_interval = 100ms;
/// Plain lines: the first soon, then few enough for a log.
constexpr auto first_plain_line = 2s;
constexpr auto plain_interval = 10s;

}  // namespace

std::string progress_text(const std::string& task, const std::string& unit,
                          const ProgressLine::Rate& rate, double done, double total, double seconds,
                          double before) {
    std::string text =
        fmt::format("{} {} of {} {}", task, shortest(done, 6), shortest(total, 6), unit);
    const double done_here = done - before;
    if (done_here <= 0 || seconds <= 0) return text;
    return fmt::format("{}, {}, {} left", text, rate(done_here, seconds),
                       duration_text(seconds * (total - done) / done_here));
}

ProgressLine::ProgressLine(std::string task, std::string unit, Rate rate, bool quiet, double before)
    : task_(std::move(task)),
      unit_(std::move(unit)),
      rate_(std::move(rate)),
      quiet_(quiet),
      terminal_(isatty(STDERR_FILENO) == 1),
      before_(before) {
    next_ = begin_ +
            (terminal_ ? Clock::duration(terminal_interval) : Clock::duration(first_plain_line));
}

ProgressLine::~ProgressLine() {
    if (shown_ && terminal_) std::fputs("\r\033[K", stderr);
}

void ProgressLine::update(double done, double total) {
    Clock::time_point now = Clock::now();
    if (quiet_ || now < next_) return;
    double seconds = std::chrono::duration<double>(now - begin_).count();
    std::string text = progress_text(task_, unit_, rate_, done, total, seconds, before_);
    if (terminal_) {
        fmt::print(stderr, "\r\033[K{}", text);
        std::fflush(stderr);
        next_ = now + terminal_interval;
    } else {
        fmt::print(stderr, "{}\n", text);
        next_ = now + plain_interval;
    }
    shown_ = true;
}

}  // namespace spikelight
