// Programs that a scenario wants started: told to the user, or refused.
#pragma once

#include "engine/scenario/scenario.h"

namespace spikelight {

/// Says on the error stream, also where all else is quiet, what will be started, and where.
void announce_external(const Scenario& scenario);

/// Throws UserError where a controller is another program.
void refuse_external(const Scenario& scenario);

}  // namespace spikelight
