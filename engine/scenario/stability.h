// What explicit Euler cannot follow.
#pragma once

#include "engine/scenario/document.h"
#include "engine/scenario/scenario.h"

namespace spikelight {

/// Warns of time constants of a population that are shorter than dt, and of an opsin whose states, at the tip of a light at the most that it can be asked to emit, change so fast that
/// rate x dt > 2: Euler's steps then overshoot by more than they correct (GtACR2 above 9 mW/mm^2 at 0.5 ms).
void check_stability(Document& document, const Scenario& scenario);

}  // namespace spikelight
