#include "engine/simulation/rewind.h"

#include <algorithm>
#include <utility>

#include "engine/simulation/source_mover.h"

namespace spikelight {
namespace {

/// How much longer than keeping a state the time between two must be.
constexpr int times_the_cost = 100;

/// Numbers of commands that are kept without a newer state, of 8 bytes.
constexpr std::size_t most_command_numbers = 1 << 20;

/// Steps done again at once where no number can break.
constexpr std::int64_t most_steps_at_once = 1024;

}  // namespace

bool Rewind::due() const {
    const std::size_t numbers = commands_.size() * (1 + commands_.front().irradiance.size());
    return numbers > most_command_numbers || Clock::now() - kept_ >= times_the_cost * cost_;
}

void Rewind::keep(std::int64_t step, std::span<const double> irradiance,
                  std::span<const Spike> recent) {
    const Clock::time_point begun = Clock::now();
    ArchiveWriter archive;
    backend_.save(archive);
    state_ = std::move(archive);
    recent_.assign(recent.begin(), recent.end());
    step_ = step;
    commands_.clear();
    command(step, irradiance);
    kept_ = Clock::now();
    cost_ = kept_ - begun;
}

void Rewind::command(std::int64_t step, std::span<const double> irradiance) {
    commands_.push_back({step, {irradiance.begin(), irradiance.end()}});
}

std::optional<BrokenStep> Rewind::find(std::int64_t finite, std::int64_t to) {
    ArchiveReader archive(state_.bytes());
    backend_.restore(archive, step_, recent_);
    SourceMover mover(scenario_);
    mover.place(step_, backend_);
    backend_.command(commands_.front().irradiance);
    auto next_command = commands_.begin() + 1;
    for (std::int64_t step = step_; step < to;) {
        const bool moved = step > step_ && mover.move(step, backend_);
        const bool commanded = next_command != commands_.end() && next_command->step == step;
        if (commanded) ++next_command;
        if (moved || commanded) backend_.command((next_command - 1)->irradiance);
        std::int64_t end = step + 1;
        if (step < finite) {
            end = std::min({finite, step + most_steps_at_once, mover.next(step + 1)});
            if (next_command != commands_.end()) end = std::min(end, next_command->step);
        }
        backend_.advance(step, end);
        step = end;
        if (step <= finite) continue;
        if (std::optional<BrokenState> broken = backend_.find_broken())
            return BrokenStep{*broken, step};
    }
    return std::nullopt;
}

}  // namespace spikelight
