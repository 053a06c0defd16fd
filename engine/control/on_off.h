// on_off: `value` while the observed population fires below a rate, else 0.
//
//   on if n / (N window) < below,  n spikes of the N neurons in the window that ends at the sample
//
// The window is a whole number of sample periods and holds the samples that end within it. Before
// t = 0 nobody fired.
#pragma once

#include <algorithm>

#include "engine/control/control_law.h"
#include "engine/control/sliding_count.h"
#include "kernels/elementary.h"

namespace spikelight {

class OnOffLaw : public ControlLaw {
  public:
    /// `neurons`: size of the observed population; dt in s.
    OnOffLaw(const OnOffCommand& command, std::int64_t neurons, double dt)
        : population_(command.observes),
          value_(command.value),
          window_(command.window_steps),
          enough_(count_that_is_enough(command.below * static_cast<double>(neurons) *
                                       (static_cast<double>(command.window_steps) * dt))) {}

    bool observes() const override { return true; }

    void observe(const SampleTime& time, const Sample& sample) override {
        window_.add(time.step, sample.spikes[population_]);
    }

    void decide(const SampleTime&, const Sample&, std::span<double> command) override {
        const bool on = window_.count() < enough_;
        for (std::size_t source = 0; source < command.size(); ++source)
            command[source] = on ? value_[source] : 0;
    }

    void save(ArchiveWriter& archive) const override { window_.save(archive); }
    void restore(ArchiveReader& archive) override { window_.restore(archive); }

  private:
    /// The least whole number not below a count; a rounding of 250 Hz x 24 ms must not make 6 spikes too few.
    static std::uint64_t count_that_is_enough(double count) {
        const double whole = -math::floor(-count * (1 - 1e-12));
        return static_cast<std::uint64_t>(math::clamp(whole, 0.0, 0x1p63));
    }

    std::size_t population_;
    std::vector<double> value_;  ///< per source, W/m^2
    SlidingCount window_;
    std::uint64_t enough_;  ///< light is off from so many on
};

}  // namespace spikelight
