// Who watches a simulation. Recorders implement this; the simulation does not know what becomes of what it tells.
#pragma once

#include <cstdint>
#include <span>

#include "engine/control/loop.h"
#include "kernels/backend.h"

namespace spikelight {

class RunObserver {
  public:
    virtual ~RunObserver() = default;

    /// Spikes of the steps `from` ... `to` - 1, ordered by step, then by global neuron index. Called for every stretch
    /// of steps, in order, also where nothing fired.
    virtual void spikes(std::int64_t from, std::int64_t to, std::span<const Spike> spikes) = 0;

    /// One row of trace `trace` (index in the scenario's record.traces), variable `variable` (index in its list), at
    /// `step`: one value per recorded neuron, SI units.
    virtual void trace_row(std::size_t trace, std::size_t variable, std::int64_t step,
                           std::span<const double> values) = 0;

    /// The irradiance in force from `step` on, one per source, W/m^2. Called at step 0 and at each step where one
    /// changes.
    virtual void command(std::int64_t step, std::span<const double> irradiance) = 0;

    /// What the controllers made of a sample, one element per controller that was asked. Not called where none was.
    virtual void decisions(std::span<const Decision>) {}

    /// Everything that the steps from `step` on depend on, from all that was told before: simulate() goes on from it.
    virtual void checkpoint(std::int64_t /*step*/, std::span<const char> /*state*/) {}

    /// The same at the end of the run, where a run may go on from it. Told if simulate() is asked to.
    virtual void final_state(std::int64_t /*step*/, std::span<const char> /*state*/) {}

    /// The channels of the scenario's observables at a sample, SI units. Not called without observables.
    virtual void observables(std::int64_t /*step*/, std::span<const double> /*values*/) {}
};

}  // namespace spikelight
