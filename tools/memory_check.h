// Whether a network fits the machine, asked before any of it is there.
#pragma once

#include <string>

#include "engine/scenario/scenario.h"

namespace spikelight {

/// Bytes that this process may have: of the machine, or of its control group if that is less.
double machine_memory_bytes();

/// What is wrong if the planned network needs more memory than there is; empty if nothing. `backend` is cpu, cuda (the
/// synapses lie on the GPU, which says itself what it has) or auto.
std::string memory_problem(const Scenario& scenario, const std::string& backend,
                           double available = machine_memory_bytes());

}  // namespace spikelight
