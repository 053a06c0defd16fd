// What of a saved loop is not taken over by a scenario that has changed since.
#pragma once

#include <cstddef>
#include <vector>

namespace spikelight {

/// By index in the scenario: these begin anew, as at t = 0. Empty: none does.
struct Renewed {
    std::vector<bool> controllers, observables;

    bool controller(std::size_t index) const {
        return index < controllers.size() && controllers[index];
    }
    bool observable(std::size_t index) const {
        return index < observables.size() && observables[index];
    }
};

}  // namespace spikelight
