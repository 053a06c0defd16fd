// The same run on two backends, and where they first differ.
#pragma once

#include <cstdint>
#include <vector>

#include "kernels/backend.h"

namespace spikelight::testing {

struct RunRecord {
    BuildSummary summary;
    std::vector<Spike> spikes;
    std::vector<double> observed;  ///< all variables of all neurons, at some steps and at the end
    std::vector<double> rows[2];   ///< of probes that are read by themselves
    std::vector<double> readings;  ///< of one that is read when asked
    std::uint64_t synaptic_events = 0;
};

/// Builds, then advances `steps` steps in stretches of random length, with a command, observations, readings and moves of the
/// lights between some of them, and as many of them under way at once as the backend can have, or fewer. The seed decides both.
RunRecord run_script(Backend& backend, const NetworkData& network, std::uint64_t seed,
                     std::int64_t steps);

/// Reports the first step in which the spikes differ, and every other difference.
void expect_same(const RunRecord& run, const RunRecord& expected);

}  // namespace spikelight::testing
