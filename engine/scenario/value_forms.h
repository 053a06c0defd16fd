// One quantity per neuron or synapse: constant, drawn, listed, or from a column of a file.
#pragma once

#include "engine/scenario/fields.h"

namespace spikelight {

struct ValueRules {
    QuantityKind kind;
    Range range = ranges::any;
    /// How many there are; 0 where that is not known because of another problem; nothing where it
    /// is not known before the network is drawn, so that lists are refused.
    std::optional<std::int64_t> count;
    std::string elements = "neurons";
};

/// A quantity, { uniform }, { normal }, { lognormal }, { file, column }, or an array of quantities.
std::optional<Value> read_value(Document& document, const Node& node, const ValueRules& rules);

}  // namespace spikelight
