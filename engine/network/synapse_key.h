// What the synapses of a network depend on: the one home of that rule, for whoever keeps them from one run to another.
#pragma once

#include <string>

#include "engine/scenario/scenario.h"

namespace spikelight {

/// XXH3 (128 bits, hexadecimal) of the seed, dt, the precision, the populations' sizes, everything of the projections and,
/// where one connects by distance, where the neurons are. Scenarios with the same key have the same synapses, whatever
/// else they differ in: currents, noise, lights, opsins, the loop, the duration.
std::string synapse_key(const Scenario& scenario);

}  // namespace spikelight
