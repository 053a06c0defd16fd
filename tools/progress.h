// One progress line with rate and time left: updated in place on a terminal, a plain line now and then otherwise.
#pragma once

#include <chrono>
#include <functional>
#include <string>

namespace spikelight {

class ProgressLine {
  public:
    /// "rate" from what was done here (in the unit of `update`) and the seconds it took: "3.2 x real time".
    using Rate = std::function<std::string(double done, double seconds)>;

    /// `task` begins the line, `unit` follows the amounts: "simulating 34.5 of 100 ms". Shows nothing if `quiet`.
    /// `before` was done already when this began: it counts as done, and not for the rate.
    ProgressLine(std::string task, std::string unit, Rate rate, bool quiet, double before = 0);
    /// Clears the line on a terminal.
    ~ProgressLine();
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;

    void update(double done, double total);

  private:
    using Clock = std::chrono::steady_clock;
    std::string task_, unit_;
    Rate rate_;
    bool quiet_, terminal_, shown_ = false;
    double before_;
    Clock::time_point begin_ = Clock::now(), next_;
};

/// What a progress line says; without rate and time left before anything is done here.
std::string progress_text(const std::string& task, const std::string& unit,
                          const ProgressLine::Rate& rate, double done, double total, double seconds,
                          double before = 0);

}  // namespace spikelight
