#include "engine/control/schedule.h"

#include <algorithm>

#include "engine/control/saved_step.h"
#include "engine/network/values.h"
#include "kernels/elementary.h"

namespace spikelight {
namespace {

constexpr double ps_per_s = 1e12;
/// Later than any run ends, and far from overflow: 46 days.
constexpr std::int64_t latest = 4'000'000'000'000'000'000;

std::int64_t picoseconds(double seconds) {
    const double whole = math::floor(seconds * ps_per_s + 0.5);
    return static_cast<std::int64_t>(math::clamp(whole, 0.0, static_cast<double>(latest)));
}

}  // namespace

SampleSchedule::SampleSchedule(const LoopSettings& loop, double dt, std::uint64_t key)
    : loop_(loop),
      dt_(std::max<std::int64_t>(1, picoseconds(dt))),
      key_(key),
      plain_(loop.sampling == Sampling::fixed && loop.processing == Processing::parallel &&
             loop.compute_delay.kind == Value::Kind::constant) {}

std::int64_t SampleSchedule::draw_delay() const {
    return picoseconds(draw_element(loop_.compute_delay, key_, samples_));
}

std::int64_t SampleSchedule::first_step_from(std::int64_t time) const {
    // A time this close after a step is at the step, should dt be no whole picoseconds.
    const std::int64_t tolerance = dt_ / 1'000'000;
    return (std::max<std::int64_t>(0, time - tolerance) + dt_ - 1) / dt_;
}

std::int64_t SampleSchedule::first_idle(std::int64_t step) const {
    for (const Result& result : under_way_)
        if (result.step >= step) return std::max(step, first_step_from(result.end));
    return step;
}

std::int64_t SampleSchedule::next_sample(std::int64_t step) const {
    const std::int64_t period = loop_.sample_period_steps;
    if (loop_.sampling == Sampling::fixed) return (step + period - 1) / period * period;
    const std::int64_t scheduled = last_sample_ < 0 ? 0 : (last_sample_ / period + 1) * period;
    return first_idle(std::max(step, scheduled));
}

std::int64_t SampleSchedule::take(std::int64_t step) {
    const std::int64_t delay = draw_delay();
    last_sample_ = step;
    ++samples_;
    if (plain_) return first_step_from(step * dt_ + delay);

    // What came out in earlier steps is done with.
    while (!under_way_.empty() && under_way_.front().step < step) under_way_.pop_front();
    const bool queued = loop_.processing == Processing::serial && !under_way_.empty();
    const std::int64_t begin = queued ? under_way_.back().end : step * dt_;
    const std::int64_t end = std::min(begin + delay, latest);
    last_result_ = std::max(first_step_from(end), last_result_ + 1);
    under_way_.push_back({end, last_result_});
    return last_result_;
}

void SampleSchedule::save(ArchiveWriter& archive) const {
    archive.section("schedule");
    archive.write(last_sample_);
    archive.write(last_result_);
    archive.write(samples_);
    archive.write(static_cast<std::uint64_t>(under_way_.size()));
    for (const Result& result : under_way_) {
        archive.write(result.end);
        archive.write(result.step);
    }
}

void SampleSchedule::restore(ArchiveReader& archive) {
    archive.section("schedule");
    last_sample_ = read_past_step(archive);
    last_result_ = read_past_step(archive);
    archive.read(samples_);
    under_way_.clear();
    for (auto count = archive.read<std::uint64_t>(); count > 0; --count) {
        const std::int64_t end = math::clamp(archive.read<std::int64_t>(), std::int64_t{0}, latest);
        under_way_.push_back({end, read_past_step(archive)});
    }
}

}  // namespace spikelight
