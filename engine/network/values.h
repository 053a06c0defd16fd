// A scenario's Value becomes numbers: one per neuron here, one per synapse later in the backend.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/scenario/scenario.h"
#include "kernels/network.h"

namespace spikelight {

/// One element if the value is constant, else `size`. Element i is a function of (key, i) alone.
/// The draw is word 0 of philox(key, i, 0), turned into the distribution by its quantile function.
std::vector<double> draw_per_neuron(const Value& value, std::int64_t size, std::uint64_t key);

/// Element i of what has no end: drawn as above; a list begins again at its end.
double draw_element(const Value& value, std::uint64_t key, std::uint64_t i);

/// The rule from which a backend draws one number per synapse, in units of `unit` (1: as it is; dt:
/// seconds become steps). A constant delay and listed ones become whole steps here.
enum class SynapseQuantity { weight, delay };
SynapseDraw make_synapse_draw(const Value& value, SynapseQuantity quantity, double dt,
                              std::uint64_t key);

}  // namespace spikelight
