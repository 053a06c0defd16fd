// Commands between the sample they were decided at and the step they act from: a queue, since all
// wait equally long.
#pragma once

#include <cstdint>
#include <deque>
#include <limits>
#include <vector>

namespace spikelight {

/// The irradiance of a light's sources from step `due` on.
struct Command {
    std::int64_t due = 0;
    std::size_t light = 0;
    std::vector<double> irradiance;  ///< one per source of the light, W/m^2
};

class LatencyLine {
  public:
    static constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();

    /// `latency` in steps, not negative.
    explicit LatencyLine(std::int64_t latency) : latency_(latency) {}

    /// Puts a command on the line that was computed from the sample at `step`. Steps must not go
    /// back.
    void put(std::int64_t step, std::size_t light, std::vector<double> irradiance) {
        waiting_.push_back({step + latency_, light, std::move(irradiance)});
    }

    /// When the next command is due; `never` if none waits.
    std::int64_t next() const { return waiting_.empty() ? never : waiting_.front().due; }

    /// Takes the oldest command off the line. One must wait.
    Command take() {
        Command command = std::move(waiting_.front());
        waiting_.pop_front();
        return command;
    }

  private:
    std::int64_t latency_;
    std::deque<Command> waiting_;
};

}  // namespace spikelight
