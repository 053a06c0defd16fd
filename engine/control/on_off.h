// on_off: `value` while a condition holds, else 0.
#pragma once

#include "engine/control/control_law.h"
#include "engine/control/watched_condition.h"

namespace spikelight {

class OnOffLaw : public ControlLaw {
  public:
    /// dt in s.
    OnOffLaw(const OnOffCommand& command, const ObservedSignal& signal, double dt)
        : condition_(command.condition, signal, dt), value_(command.value) {}

    bool observes() const override { return true; }
    void observe(const SampleTime& time, const Sample& sample) override {
        condition_.observe(time.step, sample);
    }

    void decide(const SampleTime&, const Sample&, std::span<double> command) override {
        const bool on = condition_.holds();
        for (std::size_t source = 0; source < command.size(); ++source)
            command[source] = on ? value_[source] : 0;
    }

    void save(ArchiveWriter& archive) const override { condition_.save(archive); }
    void restore(ArchiveReader& archive) override { condition_.restore(archive); }

  private:
    WatchedCondition condition_;
    std::vector<double> value_;  ///< per source, W/m^2
};

}  // namespace spikelight
