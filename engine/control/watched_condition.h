// Whether a condition of the scenario holds at a sample.
//
//   below      n / (N window) < limit,  n spikes of the N neurons in the window that ends at the
//   above      n / (N window) > limit   sample
//   at_least   n >= limit
//
// or the signal itself below or above the limit where it is no count. The window is a whole number
// of sample periods. Before t = 0 nobody fired.
#pragma once

#include "engine/control/sample.h"
#include "engine/control/sliding_count.h"
#include "engine/scenario/controllers.h"
#include "kernels/elementary.h"

namespace spikelight {

class WatchedCondition {
  public:
    /// dt in s.
    WatchedCondition(const Condition& condition, const ObservedSignal& signal, double dt)
        : condition_(condition), signal_(signal), window_(condition.window_steps) {
        // A rounding of 250 Hz x 24 ms must not make 6 spikes too few, or too many.
        constexpr double tolerance = 1e-12;
        const double count =
            condition.limit * signal.neurons * (static_cast<double>(condition.window_steps) * dt);
        if (condition.comparison == Comparison::below)
            enough_ = whole(-math::floor(-count * (1 - tolerance)));
        else if (condition.comparison == Comparison::above)
            enough_ = whole(math::floor(count * (1 + tolerance))) + 1;
        else
            enough_ = whole(condition.limit);
    }

    void observe(std::int64_t step, const Sample& sample) {
        if (signal_.counts)
            window_.add(step, signal_.count(sample));
        else
            value_ = signal_.read(sample);
    }

    /// At the last sample observed.
    bool holds() const {
        const bool below = condition_.comparison == Comparison::below;
        if (signal_.counts) return (window_.count() < enough_) == below;
        return below ? value_ < condition_.limit : value_ > condition_.limit;
    }

    void save(ArchiveWriter& archive) const {
        window_.save(archive);
        archive.write(value_);
    }
    void restore(ArchiveReader& archive) {
        window_.restore(archive);
        archive.read(value_);
    }

  private:
    static std::uint64_t whole(double count) {
        return static_cast<std::uint64_t>(math::clamp(count, 0.0, 0x1p62));
    }

    Condition condition_;
    ObservedSignal signal_;
    SlidingCount window_;
    double value_ = 0;          ///< of a signal that is no count, SI
    std::uint64_t enough_ = 0;  ///< spikes from which on it is not below, or is above or at least
};

}  // namespace spikelight
