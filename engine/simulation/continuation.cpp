#include "engine/simulation/continuation.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace spikelight {
namespace {

[[noreturn]] void refuse(const std::string& what) {
    throw std::invalid_argument(fmt::format(
        "{} is not what it was (the state that the run ended in rests on it). Change lights, "
        "controllers, observables, recording and video alone, or run the changed scenario from its "
        "beginning",
        what));
}

void require_same_network(const Scenario& before, const Scenario& after) {
    if (before.seed != after.seed) refuse("the seed");
    if (before.simulation.dt != after.simulation.dt) refuse("dt");
    if (before.simulation.precision != after.simulation.precision) refuse("the precision");
    if (before.populations.size() != after.populations.size()) refuse("the number of populations");
    for (std::size_t p = 0; p < before.populations.size(); ++p) {
        // A colour is no neuron's.
        Population recoloured = after.populations[p];
        recoloured.color = before.populations[p].color;
        if (!(recoloured == before.populations[p]))
            refuse(fmt::format("population '{}'", before.populations[p].name));
    }
    if (before.projections.size() != after.projections.size()) refuse("the number of projections");
    for (std::size_t p = 0; p < before.projections.size(); ++p)
        if (!(before.projections[p] == after.projections[p]))
            refuse(fmt::format("projection '{}'", before.projections[p].name));
    if (before.opsins.size() != after.opsins.size()) refuse("the number of opsins");
    for (std::size_t o = 0; o < before.opsins.size(); ++o)
        if (!(before.opsins[o] == after.opsins[o]))
            refuse(fmt::format("opsin {} ({})", o, before.opsins[o].model));
}

void require_same_wiring(const Scenario& before, const Scenario& after) {
    if (before.lights.size() != after.lights.size()) refuse("the number of lights");
    for (std::size_t l = 0; l < before.lights.size(); ++l) {
        if (before.lights[l].name != after.lights[l].name)
            refuse(fmt::format("the name of light '{}'", before.lights[l].name));
        if (before.lights[l].positions.size() != after.lights[l].positions.size())
            refuse(fmt::format("the number of sources of light '{}'", before.lights[l].name));
    }
    if (!(before.loop == after.loop)) refuse("[loop]");
}

}  // namespace

Renewed compare_for_continuing(const Scenario& before, const Scenario& after) {
    require_same_network(before, after);
    require_same_wiring(before, after);
    Renewed renewed;
    for (std::size_t c = 0; c < std::min(before.controllers.size(), after.controllers.size());
         ++c) {
        Controller timed = after.controllers[c];
        timed.stop_step = before.controllers[c].stop_step;
        renewed.controllers.push_back(!(timed == before.controllers[c]));
    }
    for (std::size_t o = 0; o < std::min(before.observables.size(), after.observables.size()); ++o)
        renewed.observables.push_back(!(after.observables[o] == before.observables[o]));
    return renewed;
}

}  // namespace spikelight
