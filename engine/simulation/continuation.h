// A finished run goes on with changed parameters: which changes its final state can take.
#pragma once

#include "engine/control/renewed.h"
#include "engine/scenario/scenario.h"

namespace spikelight {

/// Which controllers and observables of `after` are not those of `before`, so that they begin anew; when a controller
/// stops may differ. There may be more or fewer than before. Throws std::invalid_argument where anything differs that the
/// state rests on: seed, dt, precision, neurons, synapses, opsins, the lights' names and numbers of sources, [loop].
Renewed compare_for_continuing(const Scenario& before, const Scenario& after);

}  // namespace spikelight
