// summary.json: what a run was and how it went.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/recording/recorder.h"
#include "engine/scenario/scenario.h"

namespace spikelight {

/// What the recorder counted itself.
struct SpikeTally {
    std::vector<std::uint64_t> per_population;
    std::string digest;
};

/// The text of summary.json, with this process's peak memory and the versions of what it is made
/// of.
std::string describe_run(const Scenario& scenario, const RunFacts& facts, const SpikeTally& tally);

}  // namespace spikelight
