// pi: a regulator whose output is the light of every source alike.
#pragma once

#include <algorithm>

#include "engine/control/control_law.h"
#include "engine/control/regulator.h"

namespace spikelight {

class PiLaw : public ControlLaw {
  public:
    /// dt in s; `maximum` in W/m^2.
    PiLaw(const PiCommand& command, const ObservedSignal& signal, double dt, double maximum)
        : regulator_(command, signal, dt, maximum) {}

    bool observes() const override { return true; }
    void observe(const SampleTime& time, const Sample& sample) override {
        regulator_.observe(time, sample);
    }
    void decide(const SampleTime& time, const Sample&, std::span<double> command) override {
        std::fill(command.begin(), command.end(), regulator_.decide(time));
    }

    void save(ArchiveWriter& archive) const override { regulator_.save(archive); }
    void restore(ArchiveReader& archive) override { regulator_.restore(archive); }

  private:
    Regulator regulator_;
};

}  // namespace spikelight
