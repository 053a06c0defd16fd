// The closed loop: samples, asks the controllers, and applies their commands when the computer and
// the wire have let them through.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "engine/control/renewed.h"
#include "engine/control/sample.h"
#include "engine/scenario/scenario.h"
#include "kernels/archive.h"

namespace spikelight {

/// What became of one light of one controller at one sample: a row of loop.csv.
struct Decision {
    std::uint32_t controller = 0, light = 0;
    std::int64_t sampled = 0;  ///< step of the sample
    std::int64_t decided = 0;  ///< step in which the computer's result comes out
    std::int64_t applied = 0;  ///< step from which the command is in force: decided + latency
    double wall_s = 0;         ///< wall time of the controller
};

class ControlLoop {
  public:
    static constexpr std::atomic<bool> never_stopped = false;

    /// Starts external controllers, whose answers are waited for until `stop`. Throws
    /// ControllerError (line_process.h), and so does `sample`, where one fails.
    explicit ControlLoop(const Scenario& scenario, const std::atomic<bool>& stop = never_stopped);
    ~ControlLoop();

    /// The first sample at or after `step` that can matter: at which a controller is active that
    /// could decide otherwise than when it was last asked, or one observes (from t = 0, also before
    /// its start). The largest integer if there is none.
    /// Samples between may be taken or left out; a controller that observes or draws needs them
    /// all, and so do a computer whose delays vary and observables, which are recorded.
    std::int64_t next_sample(std::int64_t step) const;
    /// True if next_sample() also knows the samples after one that is not taken yet, perhaps with some that turn out
    /// needless.
    bool knows_samples_ahead() const;
    /// False if no controller looks at samples: sample() may then be called when the step is known, before the sample is
    /// taken, with one that is empty.
    bool reads_samples() const;
    /// The first step at or after `step` at which a decided command takes effect; the largest
    /// integer if none waits.
    std::int64_t next_command(std::int64_t step) const;
    /// Asks every active controller, and puts their commands on the latency line.
    void sample(const Sample& sample);
    /// What the last sample led to, one element per controller that was asked and light of it.
    std::span<const Decision> decisions() const;
    /// Applies what is due at `step`. True if the irradiance of a source changed. Throws
    /// std::logic_error if a command was due before: the latency is a promise.
    bool apply(std::int64_t step);
    /// In force, one per source, W/m^2.
    std::span<const double> irradiance() const;
    /// False if nothing needs sampling: no controller exists and nothing is observed.
    bool active() const;

    /// Everything that later steps depend on. `restore` wants the same scenario, but for controllers that begin anew.
    void save(ArchiveWriter& archive) const;
    void restore(ArchiveReader& archive, const Renewed& renewed = {});

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace spikelight
