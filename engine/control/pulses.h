// pulses: `value` during pulses of a fixed width, 0 between, before and after them.
#pragma once

#include "engine/control/control_law.h"

namespace spikelight {

/// Pulse n, n below `count`, lasts from the step nearest start + n period to the one nearest start
/// + n period + width. Without a period there is one pulse; without a count they go on without end.
class PulsesLaw : public ControlLaw {
  public:
    PulsesLaw(const PulsesCommand& command, double dt);

    bool reads_samples() const override { return false; }
    void decide(const SampleTime& time, const Sample&, std::span<double> command) override;
    std::int64_t next_change(std::int64_t step) const override;

    /// The step at which the last pulse ends, if there is a last one.
    std::int64_t end() const { return edges(last_pulse_).off; }

  private:
    /// The steps from which the n-th pulse is on, and off again.
    struct Edges {
        std::int64_t on, off;
    };
    Edges edges(std::int64_t pulse) const;
    /// The last pulse that may have begun by `step`; the first one before that.
    std::int64_t pulse_at(std::int64_t step) const;

    std::vector<double> value_;      ///< per source, W/m^2
    double start_, width_, period_;  ///< s
    std::int64_t last_pulse_;
    double dt_;  ///< s
};

}  // namespace spikelight
