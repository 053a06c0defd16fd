// What the blocks of a run's log must be.
#pragma once

#include "engine/recording/run_log.h"
#include "engine/scenario/scenario.h"

namespace spikelight {

/// Throws std::runtime_error where a block, though whole, is not one that a run of this scenario writes: of an unknown kind,
/// with records that are cut, or about neurons, traces, lights or controllers that are not there.
void check_block(const LogBlock& block, const Scenario& scenario);

}  // namespace spikelight
