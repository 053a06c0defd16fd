// How one point of a sweep runs: on the CPU within a copy of this process, over synapses that were drawn before it was
// copied; on a GPU as a program of its own, since what a driver gives a process does not outlive its copying.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/scenario/reader.h"
#include "kernels/cpu/drawn_synapses.h"

namespace spikelight {

struct PointRunner {
    std::filesystem::path scenario;
    std::string backend;  ///< cpu; auto and cuda run as programs
    int threads = 1;
    bool video = false, external = true;

    bool shares_synapses() const { return backend == "cpu"; }

    /// The synapses of the point with these values, drawn by so many threads, all of which have ended. Nothing where they
    /// cannot be drawn: the point will say why.
    std::shared_ptr<const DrawnSynapses> draw(const std::vector<Override>& values,
                                              int drawing_threads) const;

    /// What the copy does (tools/sweep/job.h): the run of the point into a directory.
    std::function<int()> work(const std::vector<Override>& values, const std::filesystem::path& run,
                              std::shared_ptr<const DrawnSynapses> synapses) const;
};

}  // namespace spikelight
