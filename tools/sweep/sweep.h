// A scenario run at every point of a grid, several points at once, each in a process of its own.
//
// A point is what `spikelight run` makes of it, so that a fault in one leaves the others alone and each directory is a run
// like any other. Points whose synapses are the same (engine/network/synapse_key.h) come one after the other: their
// synapses are drawn once, by the process that then forks itself for each. On a GPU each point draws its own.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tools/sweep/grid.h"

namespace spikelight {

struct SweepOptions {
    std::vector<Axis> axes;
    std::string backend = "auto";
    int threads = 0;       ///< of all points together; 0: as many as the machine has
    bool video = false;    ///< film each point, too
    bool external = true;  ///< may programs named by the scenario be started
    bool force = false;    ///< run again what is finished, and replace another sweep's points
    bool quiet = false;
};

/// Runs what is not finished in `out`, then writes sweep.csv and sweep.svg. A point is finished if its directory holds the
/// summary of the very scenario, with the very inputs. Returns the exit status: 1 if a point failed. Throws UserError,
/// ScenarioError if no point can be read, Interrupted.
int run_sweep(const std::filesystem::path& scenario, const std::filesystem::path& out,
              const SweepOptions& options);

}  // namespace spikelight
