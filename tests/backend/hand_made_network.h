// Networks written down in a test, without a scenario.
#pragma once

#include <vector>

#include "kernels/backend.h"

namespace spikelight::testing {

/// `size` neurons after those already there: eif with the tutorial's parameters, I_e 60 pA.
PopulationData& add_population(NetworkData& network, std::uint32_t size);

/// A rule between two populations with one weight (V) and one delay (steps); its key is made of its number.
ProjectionData& add_projection(NetworkData& network, std::uint32_t from, std::uint32_t to,
                               ProjectionData::Rule rule, double weight, double delay);

struct BackendRun {
    std::vector<Spike> spikes;
    std::vector<double> v;  ///< of all neurons at the end, V
    std::uint64_t synaptic_events = 0;
};

/// Builds and advances `steps` steps in stretches of `stretch`, on `threads` threads.
BackendRun run_backend(const NetworkData& network, int threads, std::int64_t steps,
                       std::int64_t stretch);

}  // namespace spikelight::testing
