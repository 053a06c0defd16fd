// A whole run: simulate, render, encode, report.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "engine/scenario/reader.h"
#include "kernels/cpu/drawn_synapses.h"
#include "tools/movie/encode.h"

namespace spikelight {

struct ExperimentOptions {
    std::string backend = "auto";  ///< auto, cpu or cuda
    int threads = 0;               ///< 0: as many as the network is worth
    /// Of this scenario's network, where they are drawn already: for the CPU, with the threads that they are for.
    std::shared_ptr<const DrawnSynapses> synapses;
    bool video = true;   ///< frames, still and movie, if the scenario has a [video]
    bool frames = true;  ///< false: frames go to the movie alone, without files
    MovieRequest movie;
    /// When checkpoints are written, in s of biological and of wall time; 0: never. One is always written where a run
    /// is interrupted.
    double checkpoint_every = 0, checkpoint_wall = 600;
    bool external = true;  ///< may programs named by the scenario be started
    bool force = false;    ///< replace an earlier run
    bool quiet = false;    ///< nothing but warnings and errors
};

/// Runs a scenario into the directory `out` and says what came of it. While it goes on, and if it is interrupted, the
/// data lie in `out`.partial. If only the movie could not be made, everything else is in `out` and the exit status is
/// 1. Returns the exit status; throws ScenarioError, UserError, Interrupted, std::runtime_error.
int run_experiment(const std::filesystem::path& scenario, const std::vector<Override>& overrides,
                   const std::filesystem::path& out, const ExperimentOptions& options);

/// Goes on with the run whose remains lie in `out`.partial: from its newest whole checkpoint, or with its pictures where
/// its recording is whole. Does nothing where `out` is complete. `asked` adds to how the run was asked to be filmed
/// (ResumeNotes). Throws UserError where there is nothing to go on from, else as run_experiment.
int resume_experiment(const std::filesystem::path& out, const ExperimentOptions& asked);

/// How a finished run goes on.
struct Continuation {
    double duration = 0;              ///< s, beyond the run's end
    std::filesystem::path scenario;   ///< from here on; empty: the run's own
    std::vector<Override> overrides;  ///< of it
};

/// Goes on from the end of the finished run in `run`, into another directory, whose recording begins there. Throws
/// UserError where the run has no final state, or what is changed cannot be; else as run_experiment.
int continue_experiment(const std::filesystem::path& run, const Continuation& how,
                        const std::filesystem::path& out, const ExperimentOptions& options);

}  // namespace spikelight
