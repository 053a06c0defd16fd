// What a controller's times come to where commands are taken at samples only.
#pragma once

#include "engine/scenario/document.h"
#include "engine/scenario/scenario.h"

namespace spikelight {

/// Warns of pulses that samples lengthen or pass over, of trains that leave no dark between pulses, and of a light that
/// keeps its last command when its controller stops and no other follows. `nodes`: of scenario.controllers.
void check_controller_timing(Document& document, const std::vector<const Node*>& nodes,
                             const Scenario& scenario);

}  // namespace spikelight
