#include "engine/control/pulses.h"

#include <algorithm>
#include <limits>

#include "engine/scenario/step_rounding.h"

namespace spikelight {
namespace {

constexpr std::int64_t endless = std::numeric_limits<std::int64_t>::max();

}  // namespace

PulsesLaw::PulsesLaw(const PulsesCommand& command, double dt)
    : value_(command.value),
      start_(command.start),
      width_(command.width),
      period_(command.period.value_or(0)),
      last_pulse_(command.period ? command.count.value_or(endless) - 1 : 0),
      dt_(dt) {}

PulsesLaw::Edges PulsesLaw::edges(std::int64_t pulse) const {
    const double begin = start_ + static_cast<double>(pulse) * period_;
    return {nearest_step(begin, dt_), nearest_step(begin + width_, dt_)};
}

std::int64_t PulsesLaw::pulse_at(std::int64_t step) const {
    if (last_pulse_ == 0) return 0;
    // Half a step and a little more than the tolerance early, since an edge may round down to this
    // step.
    const double time = (static_cast<double>(step) + 0.5 + 2 * step_tolerance) * dt_ - start_;
    const double begun = math::clamp(math::floor(time / period_), 0.0, last_step);
    return std::min(static_cast<std::int64_t>(begun), last_pulse_);
}

void PulsesLaw::decide(const SampleTime& time, const Sample&, std::span<double> command) {
    // The pulse before may still be on where its edge and this one's fall on neighbouring steps.
    const std::int64_t pulse = pulse_at(time.step);
    bool on = false;
    for (std::int64_t n = std::max<std::int64_t>(0, pulse - 1); n <= pulse; ++n)
        on = on || (edges(n).on <= time.step && time.step < edges(n).off);
    for (std::size_t source = 0; source < command.size(); ++source)
        command[source] = on ? value_[source] : 0;
}

std::int64_t PulsesLaw::next_change(std::int64_t step) const {
    // The next edge is one of the pulse at this step, its neighbour before or after.
    const std::int64_t pulse = pulse_at(step);
    std::int64_t next = endless;
    const std::int64_t after = pulse < last_pulse_ ? pulse + 1 : pulse;
    for (std::int64_t n = std::max<std::int64_t>(0, pulse - 1); n <= after; ++n)
        for (std::int64_t edge : {edges(n).on, edges(n).off})
            if (edge > step) next = std::min(next, edge);
    return next == endless && pulse < last_pulse_ ? step + 1 : next;
}

}  // namespace spikelight
