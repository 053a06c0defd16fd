// Wall time summed over laps.
#pragma once

#include <chrono>

namespace spikelight {

class Stopwatch {
  public:
    double seconds() const { return std::chrono::duration<double>(total_).count(); }
    void add(const Stopwatch& other) { total_ += other.total_; }

    /// Adds its own lifetime to a stopwatch.
    class Lap {
      public:
        explicit Lap(Stopwatch& watch) : watch_(watch), start_(Clock::now()) {}
        ~Lap() { watch_.total_ += Clock::now() - start_; }
        Lap(const Lap&) = delete;
        Lap& operator=(const Lap&) = delete;

      private:
        Stopwatch& watch_;
        std::chrono::steady_clock::time_point start_;
    };

  private:
    using Clock = std::chrono::steady_clock;
    Clock::duration total_{};
};

}  // namespace spikelight
