// The last steps once more, one by one: at which of them a number broke.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "engine/scenario/scenario.h"
#include "kernels/backend.h"

namespace spikelight {

/// A number that is not finite at the start of `step`, while all were at the start of the step before.
struct BrokenStep {
    BrokenState state;
    std::int64_t step = 0;
};

/// Keeps a state from which the steps since can be done again, and the commands given since. Controllers are not asked
/// again: what they commanded is known.
class Rewind {
  public:
    /// Both must outlive it.
    Rewind(const Scenario& scenario, Backend& backend) : scenario_(scenario), backend_(backend) {}

    /// Is it time to keep a newer state? Keeping takes 1 % of the time at most, and commands not much room.
    bool due() const;
    /// Keeps the state at the start of `step`, where the backend is at rest: the command in force, and the spikes that may
    /// not have arrived everywhere.
    void keep(std::int64_t step, std::span<const double> irradiance, std::span<const Spike> recent);
    /// A command from `step` on, W/m^2 at each source.
    void command(std::int64_t step, std::span<const double> irradiance);

    /// Goes back, and does again all steps before `to`. All numbers are known to be finite at the start of step `finite`.
    /// The backend must be at rest, and is left in the midst of its past.
    std::optional<BrokenStep> find(std::int64_t finite, std::int64_t to);

  private:
    struct Command {
        std::int64_t step;
        std::vector<double> irradiance;
    };
    using Clock = std::chrono::steady_clock;

    const Scenario& scenario_;
    Backend& backend_;
    std::int64_t step_ = 0;  ///< of the state
    ArchiveWriter state_;
    std::vector<Spike> recent_;
    std::vector<Command> commands_;  ///< the first is the one in force at step_
    Clock::duration cost_{};         ///< of keeping the state
    Clock::time_point kept_;
};

}  // namespace spikelight
