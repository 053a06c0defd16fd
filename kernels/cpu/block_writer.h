// Writes the rows of the rules that are given by target or as a whole: counts the synapses of a block, then places them.
#pragma once

#include "kernels/cpu/connectivity.h"
#include "kernels/cpu/pathway_counts.h"

namespace spikelight {

/// Writes all rows of one block of a pathway that has a single projection. Different blocks may be written at once.
template <class Weight>
void write_block(const NetworkData& network, const Partition& partition, Pathway<Weight>& way,
                 int block, Arena& arena, PathwayCounts& counts);

}  // namespace spikelight
