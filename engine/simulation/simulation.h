// The loop over steps: advances a backend, samples, commands, and tells observers.
#pragma once

#include <atomic>
#include <functional>
#include <span>
#include <string>

#include "engine/control/renewed.h"
#include "engine/scenario/scenario.h"
#include "engine/simulation/observer.h"
#include "kernels/backend.h"

namespace spikelight {

struct SimulationOutcome {
    std::int64_t steps_done = 0;
    bool interrupted = false;
    std::string
        failure;  ///< of a controller or a number, which ended the run early; empty if none did
    double simulate_s = 0;  ///< wall time of the loop without the observer's
    /// Part of it in which controllers were asked while the backend was, or became, idle.
    double control_wait_s = 0;
    std::string
        no_final_state;  ///< why a controller could not give its state at the end; usually empty
};

/// Called now and then with the steps done so far.
using Progress = std::function<void(std::int64_t steps_done, std::int64_t steps)>;

/// When the observer is given checkpoints and the final state, and from which one to go on.
struct Checkpoints {
    std::int64_t every_steps = 0;  ///< at the first rest of the loop after so many; 0: never
    double every_wall_s = 0;       ///< 0: never
    bool when_stopped = false;     ///< also where `stop` ends the run
    bool final_state = false;      ///< at the end
    std::span<const char> resume;  ///< the state of a checkpoint; empty: from step 0
    /// Where what is recorded begins: the step in which another run ended, whose final state this run began with. It
    /// tells its command there, and writes a checkpoint at once.
    std::int64_t first_step = 0;
    Renewed renewed;  ///< of `resume`, where it is another scenario's
};

/// Runs a built backend over the scenario's steps. `stop` ends it cleanly after the current stretch of steps, and so does a
/// controller that fails, or a neuron whose numbers do not stay finite. Throws ControllerError where one cannot be started, std::runtime_error for a checkpoint of
/// another scenario.
SimulationOutcome simulate(const Scenario& scenario, Backend& backend, RunObserver& observer,
                           const std::atomic<bool>& stop, const Progress& progress = {},
                           const Checkpoints& checkpoints = {});

}  // namespace spikelight
