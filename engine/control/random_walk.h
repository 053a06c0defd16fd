// random_walk: at each sample every source's irradiance takes a step drawn from a normal
// distribution,
//
//   x = clip(x + step N(0, 1), 0, maximum)
//
// from the light's last decided command. N for source s at sample j is word 0 of philox(key, s, j),
// so the walk's steps do not depend on when it began or what ran before.
#pragma once

#include "engine/control/control_law.h"
#include "kernels/draw.h"

namespace spikelight {

class RandomWalkLaw : public ControlLaw {
  public:
    RandomWalkLaw(const RandomWalkCommand& command, std::uint64_t key)
        : step_(command.step), key_(key) {}

    void decide(const SampleTime& time, const Sample&, std::span<double> command) override {
        for (std::size_t source = 0; source < command.size(); ++source) {
            auto draw = static_cast<std::uint64_t>(time.index);
            command[source] = normal(command[source], step_[source], philox(key_, source, draw).w0);
        }
    }

  private:
    std::vector<double> step_;  ///< per source, W/m^2
    std::uint64_t key_;
};

}  // namespace spikelight
