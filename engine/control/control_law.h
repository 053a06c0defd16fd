// What a controller computes. One file per kind; a new kind is a subclass and a line in
// make_control_law.
#pragma once

#include <atomic>
#include <memory>
#include <span>

#include "engine/control/sample.h"
#include "engine/scenario/scenario.h"
#include "kernels/archive.h"

namespace spikelight {

/// What is known at a sample beside the spikes.
struct SampleTime {
    std::int64_t step = 0;
    std::int64_t index = 0;          ///< step / sample period
    std::int64_t elapsed_steps = 1;  ///< since the sample before; a sample period at the first

    /// The same in s.
    double elapsed(double dt) const { return static_cast<double>(elapsed_steps) * dt; }
};

class ControlLaw {
  public:
    virtual ~ControlLaw() = default;

    /// True if `observe` must be called at every sample from t = 0 on, also before the law is first
    /// asked to decide.
    virtual bool observes() const { return false; }
    /// Takes in a sample; called before `decide` of the same sample.
    virtual void observe(const SampleTime&, const Sample&) {}

    /// False if decide() never looks at the sample: it may then be asked before the sample is taken, and be given one that
    /// is empty.
    virtual bool reads_samples() const { return true; }

    /// Decides the irradiance of every source of the controller's lights, W/m^2. `command` holds what
    /// was last decided for them (by any controller; their `initial` before that) and takes the
    /// decision, which the loop then clips to [0, maximum]. Left as it is, the light stays as it is.
    virtual void decide(const SampleTime& time, const Sample& sample,
                        std::span<double> command) = 0;

    /// The first step after `step` at which the law could decide otherwise than at `step`: it need
    /// not be asked between. A law that observes, or draws, must be asked at every sample.
    virtual std::int64_t next_change(std::int64_t step) const { return step + 1; }

    /// What the law remembers from sample to sample, for checkpoints; a law that remembers nothing
    /// leaves both as they are. `restore` reads what `save` wrote, in its order.
    virtual void save(ArchiveWriter&) const {}
    virtual void restore(ArchiveReader&) {}
};

/// Of every source of these lights, one light after the other: what it emits at first, and at most, W/m^2.
struct SourceLimits {
    std::vector<double> initial, maximum;
};
SourceLimits limits_of(const std::vector<const Light*>& lights);

/// The law of a scenario's controller. `controller.lights` are lights of `scenario`, `neurons` says
/// how many each of its signals counts; `stop` ends the waiting for a program. Throws
/// ControllerError where a program cannot be started.
std::unique_ptr<ControlLaw> make_control_law(const Scenario& scenario, const Controller& controller,
                                             const std::vector<double>& neurons,
                                             const std::atomic<bool>& stop);

}  // namespace spikelight
