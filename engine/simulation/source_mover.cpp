#include "engine/simulation/source_mover.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/network/light_path.h"

namespace spikelight {
namespace {

constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();

/// The last step at which a light moves: it has arrived.
std::int64_t last_move(const Light& light, double dt) {
    if (light.path.times.empty()) return -1;
    const double period = static_cast<double>(light.path.every_steps) * dt;
    const double moves = std::ceil(light.path.times.back() / period - 1e-6);
    return static_cast<std::int64_t>(std::max(0.0, moves)) * light.path.every_steps;
}

}  // namespace

SourceMover::SourceMover(const Scenario& scenario) : scenario_(scenario) {}

std::int64_t SourceMover::next(std::int64_t step) const {
    std::int64_t next = never;
    for (const Light& light : scenario_.lights) {
        const std::int64_t every = light.path.every_steps;
        const std::int64_t move = (step + every - 1) / every * every;
        if (move <= last_move(light, scenario_.simulation.dt)) next = std::min(next, move);
    }
    return next;
}

bool SourceMover::move(std::int64_t step, Backend& backend) {
    // A run that begins in the middle finds its sources where step 0 has them.
    const bool first = last_ < 0 && step > 0;
    last_ = step;
    if (!first && (step == 0 || next(step) != step)) return false;
    return place(step, backend);
}

bool SourceMover::place(std::int64_t step, Backend& backend) {
    last_ = step;
    const bool paths = std::any_of(scenario_.lights.begin(), scenario_.lights.end(),
                                   [](const Light& light) { return !light.path.times.empty(); });
    if (!paths) return false;
    backend.move(sources_in_force(scenario_, step));
    return true;
}

}  // namespace spikelight
