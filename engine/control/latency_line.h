// Commands between the step in which they were decided and the one from which they act: a queue,
// since the wire takes equally long for all.
#pragma once

#include <cstdint>
#include <deque>
#include <limits>
#include <stdexcept>
#include <vector>

#include "kernels/archive.h"

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

    /// Puts a command on the line. Throws std::logic_error if it would overtake another.
    void put(Command command) {
        if (!waiting_.empty() && command.due < waiting_.back().due)
            throw std::logic_error("a command would overtake an earlier one");
        waiting_.push_back(std::move(command));
    }

    /// When the next command is due; `never` if none waits.
    std::int64_t next() const { return waiting_.empty() ? never : waiting_.front().due; }

    /// All that wait, the oldest first.
    const std::deque<Command>& waiting() const { return waiting_; }

    /// Takes the oldest command off the line. One must wait.
    Command take() {
        Command command = std::move(waiting_.front());
        waiting_.pop_front();
        return command;
    }

    void save(ArchiveWriter& archive) const {
        archive.section("latency line");
        archive.write(static_cast<std::uint64_t>(waiting_.size()));
        for (const Command& command : waiting_) {
            archive.write(command.due);
            archive.write(static_cast<std::uint64_t>(command.light));
            archive.write_all(command.irradiance);
        }
    }
    void restore(ArchiveReader& archive) {
        archive.section("latency line");
        waiting_.clear();
        for (auto count = archive.read<std::uint64_t>(); count > 0; --count) {
            Command& command = waiting_.emplace_back();
            archive.read(command.due);
            command.light = archive.read<std::uint64_t>();
            command.irradiance = archive.read_all<double>();
        }
    }

  private:
    std::deque<Command> waiting_;
};

}  // namespace spikelight
