#include "engine/control/train.h"

#include <algorithm>

#include "engine/control/saved_step.h"
#include "engine/scenario/step_rounding.h"

namespace spikelight {

TrainLaw::TrainLaw(const TrainCommand& command, const ObservedSignal& signal, double dt)
    : command_(command),
      dt_(dt),
      width_steps_(std::max<std::int64_t>(1, nearest_step(command.width, dt))) {
    for (double time : command.times) row_steps_.push_back(first_step_from(time, dt));
    if (command.feedback)
        regulator_.emplace(*command.feedback, signal, dt, command.maximum_frequency);
}

void TrainLaw::observe(const SampleTime& time, const Sample& sample) {
    regulator_->observe(time, sample);
}

double TrainLaw::frequency(const SampleTime& time) {
    if (regulator_) return math::clamp(regulator_->decide(time), 0.0, command_.maximum_frequency);
    if (row_steps_.empty()) return command_.frequency;
    // The last row not after now; none before the first.
    const auto later = std::upper_bound(row_steps_.begin(), row_steps_.end(), time.step);
    return later == row_steps_.begin()
               ? 0
               : command_.frequencies[static_cast<std::size_t>(later - row_steps_.begin()) - 1];
}

void TrainLaw::decide(const SampleTime& time, const Sample&, std::span<double> command) {
    // The phase is counted down to the next pulse, so that it never grows large.
    if (last_asked_ >= 0)
        to_next_ -= present_ * (static_cast<double>(time.step - last_asked_) * dt_);
    last_asked_ = time.step;
    present_ = frequency(time);
    constexpr double tolerance = 1e-9;
    if (present_ > 0 && to_next_ <= tolerance) {
        off_ = time.step + width_steps_;
        // Faster than the samples: one pulse per sample, and no backlog.
        to_next_ = std::max(0.0, to_next_ + 1);
    }
    const bool on = time.step < off_;
    for (std::size_t source = 0; source < command.size(); ++source)
        command[source] = on ? command_.value[source] : 0;
}

void TrainLaw::save(ArchiveWriter& archive) const {
    if (regulator_) regulator_->save(archive);
    archive.write(present_);
    archive.write(to_next_);
    archive.write(last_asked_);
    archive.write(off_);
}

void TrainLaw::restore(ArchiveReader& archive) {
    if (regulator_) regulator_->restore(archive);
    archive.read(present_);
    archive.read(to_next_);
    last_asked_ = read_past_step(archive);
    off_ = read_future_step(archive);
}

}  // namespace spikelight
