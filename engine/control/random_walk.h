// random_walk: at each sample every source's irradiance takes a step drawn from a normal
// distribution,
//
//   x = clip(x + step N(0, 1), 0, maximum)
//
// from the light's last decided command. N for source s at sample j is word 0 of philox(key, s, j),
// key that of the source's light and s its place in it,
// so the walk's steps do not depend on when it began or what ran before.
#pragma once

#include "engine/control/control_law.h"
#include "kernels/draw.h"

namespace spikelight {

class RandomWalkLaw : public ControlLaw {
  public:
    /// A source of a light: the light's key, and which of its sources it is.
    struct Walker {
        std::uint64_t key = 0;
        std::uint64_t source = 0;
    };
    RandomWalkLaw(const RandomWalkCommand& command, std::vector<Walker> walkers)
        : step_(command.step), walkers_(std::move(walkers)) {}

    bool reads_samples() const override { return false; }
    void decide(const SampleTime& time, const Sample&, std::span<double> command) override {
        for (std::size_t i = 0; i < command.size(); ++i) {
            const auto draw = static_cast<std::uint64_t>(time.index);
            const Walker& walker = walkers_[i];
            command[i] = normal(command[i], step_[i], philox(walker.key, walker.source, draw).w0);
        }
    }

  private:
    std::vector<double> step_;  ///< per source, W/m^2
    std::vector<Walker> walkers_;
};

}  // namespace spikelight
