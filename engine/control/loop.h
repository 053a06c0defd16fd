// The closed loop: samples every period, asks the controllers, and applies their commands a fixed
// latency later.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "engine/scenario/scenario.h"

namespace spikelight {

/// What a controller may see of a sample: spike counts since the last one.
struct Sample {
    std::int64_t step = 0;
    std::vector<std::uint64_t> spikes;  ///< per population, in the steps since the last sample
};

class ControlLoop {
  public:
    explicit ControlLoop(const Scenario& scenario);
    ~ControlLoop();

    /// The first sample at or after `step` that can matter: at which a controller is active that
    /// could decide otherwise than when it was last asked, or one observes (from t = 0, also before
    /// its start). The largest integer if there is none.
    /// Samples between may be taken or left out; a controller that observes or draws needs them
    /// all.
    std::int64_t next_sample(std::int64_t step) const;
    /// The first step at or after `step` at which a decided command takes effect; the largest
    /// integer if none waits.
    std::int64_t next_command(std::int64_t step) const;
    /// Asks every active controller, and puts their commands on the latency line.
    void sample(const Sample& sample);
    /// Applies what is due at `step`. True if the irradiance of a source changed.
    bool apply(std::int64_t step);
    /// In force, one per source, W/m^2.
    std::span<const double> irradiance() const;
    /// False if no controller exists that could ever command anything: then nothing needs sampling.
    bool active() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace spikelight
