#include "tools/sonata/edge_populations.h"

#include <fmt/format.h>

#include <algorithm>

namespace spikelight::sonata {
namespace {

/// Populations a__b and c, and a and b__c, would give the same.
std::string unused_name(const std::string& wanted, const std::vector<EdgePopulation>& others) {
    std::string name = wanted;
    for (int number = 2; std::ranges::count(others, name, &EdgePopulation::name) > 0; ++number)
        name = fmt::format("{}_{}", wanted, number);
    return name;
}

}  // namespace

std::vector<EdgePopulation> edge_populations(const Scenario& scenario) {
    std::vector<EdgePopulation> populations;
    for (std::size_t p = 0; p < scenario.projections.size(); ++p) {
        const Projection& projection = scenario.projections[p];
        auto found = std::ranges::find_if(populations, [&](const EdgePopulation& population) {
            return population.from == projection.from && population.to == projection.to;
        });
        if (found == populations.end()) {
            const std::string name =
                fmt::format("{}__{}__chemical", scenario.populations[projection.from].name,
                            scenario.populations[projection.to].name);
            populations.push_back(
                {unused_name(name, populations), projection.from, projection.to, {}});
            found = populations.end() - 1;
        }
        found->projections.push_back(p);
    }
    return populations;
}

}  // namespace spikelight::sonata
