// Models as a scenario calls them.
#pragma once

#include "engine/scenario/scenario.h"

namespace spikelight {

const char* model_name(NeuronModel model);  ///< "eif"

}  // namespace spikelight
