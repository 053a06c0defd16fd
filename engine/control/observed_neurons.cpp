#include "engine/control/observed_neurons.h"

#include <algorithm>

#include "kernels/elementary.h"

namespace spikelight {

double detection_probability(const Observable& observable, double r) {
    if (r <= observable.r_perfect_detection) return 1;
    const double half = observable.r_half_detection - observable.r_perfect_detection;
    const double probability = half / (r - observable.r_perfect_detection + half);
    return probability > observable.cutoff_probability ? probability : 0;
}

double distance(const glm::dvec3& a, const glm::dvec3& b) {
    const double x = a.x - b.x, y = a.y - b.y, z = a.z - b.z;
    return math::sqrt(x * x + y * y + z * z);
}

bool needs_positions(const Scenario& scenario) {
    return std::any_of(scenario.observables.begin(), scenario.observables.end(),
                       [](const Observable& observable) {
                           return observable.within || observable.kind == ObservableKind::electrode;
                       });
}

std::vector<std::vector<bool>> select_neurons(
    const Scenario& scenario, const Observable& observable,
    const std::vector<std::vector<glm::dvec3>>& positions) {
    std::vector<std::vector<bool>> selected(scenario.populations.size());
    for (std::size_t p : observable.populations) {
        selected[p].assign(static_cast<std::size_t>(scenario.populations[p].size), true);
        for (std::size_t i = 0; observable.within && i < selected[p].size(); ++i)
            selected[p][i] =
                distance(positions[p][i], observable.within->point) <= observable.within->radius;
    }
    return selected;
}

}  // namespace spikelight
