#include "engine/control/lqr.h"

#include <algorithm>

#include "engine/control/irradiance.h"
#include "kernels/elementary.h"

namespace spikelight {
namespace {

/// Row `row` of a matrix with `x.size()` columns, times x.
double row_times(const std::vector<double>& matrix, std::size_t row, const std::vector<double>& x) {
    double sum = 0;
    for (std::size_t j = 0; j < x.size(); ++j) sum += matrix[row * x.size() + j] * x[j];
    return sum;
}

}  // namespace

LqrLaw::LqrLaw(const LqrCommand& command, std::vector<ObservedSignal> signals,
               const SourceLimits& limits, std::int64_t delay, double dt)
    : command_(command),
      signals_(std::move(signals)),
      delay_(static_cast<std::size_t>(delay)),
      dt_(dt),
      x_(command.states, 0.0) {
    // One input for all sources alike, or one for each.
    const auto first = limits.maximum.begin(), end = limits.maximum.end();
    for (std::size_t input = 0; input < command.inputs; ++input) {
        last_.push_back(limits.initial[input] / W_per_m2);
        maximum_.push_back(
            (command.inputs == 1 ? *std::max_element(first, end) : limits.maximum[input]) /
            W_per_m2);
    }
    inputs_.assign(delay_ + 1, last_);
}

void LqrLaw::advance(std::vector<double>& x, const std::vector<double>& u) const {
    std::vector<double> next(x.size());
    for (std::size_t i = 0; i < x.size(); ++i)
        next[i] = row_times(command_.A, i, x) + row_times(command_.B, i, u);
    x = std::move(next);
}

void LqrLaw::observe(const SampleTime& time, const Sample& sample) {
    // Predict, from the input that acted since the sample before.
    if (begun_) {
        inputs_.push_front(last_);
        inputs_.pop_back();
        advance(x_, inputs_.back());
    }
    begun_ = true;
    // Correct by what was not foreseen.
    std::vector<double> surprise;
    for (std::size_t i = 0; i < signals_.size(); ++i)
        surprise.push_back(signals_[i].value(sample, time.elapsed(dt_)) / command_.units[i] -
                           command_.offset[i] - row_times(command_.C, i, x_));
    for (std::size_t i = 0; i < x_.size(); ++i)
        x_[i] += row_times(command_.correction, i, surprise);
}

void LqrLaw::decide(const SampleTime&, const Sample&, std::span<double> command) {
    // Look ahead to where the command will act: the commands under way are known.
    std::vector<double> x = x_;
    for (std::size_t period = delay_; period > 0; --period) advance(x, inputs_[period - 1]);
    for (std::size_t i = 0; i < x.size(); ++i) x[i] -= command_.x_rest[i];
    for (std::size_t input = 0; input < last_.size(); ++input)
        last_[input] = math::clamp(command_.u_rest[input] - row_times(command_.feedback, input, x),
                                   0.0, maximum_[input]);
    for (std::size_t source = 0; source < command.size(); ++source)
        command[source] = last_[last_.size() == 1 ? 0 : source] * W_per_m2;
}

void LqrLaw::save(ArchiveWriter& archive) const {
    archive.write_all(x_);
    archive.write_all(last_);
    archive.write(begun_);
    for (const std::vector<double>& input : inputs_) archive.write_all(input);
}

void LqrLaw::restore(ArchiveReader& archive) {
    archive.read_all(x_);
    archive.read_all(last_);
    begun_ = archive.read<std::uint8_t>() != 0;  // any other byte is no bool
    for (std::vector<double>& input : inputs_) archive.read_all(input);
}

}  // namespace spikelight
