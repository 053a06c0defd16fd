// Which projections go into which edge population.
#pragma once

#include <string>
#include <vector>

#include "engine/scenario/scenario.h"

namespace spikelight::sonata {

/// Projections between the same two populations.
struct EdgePopulation {
    std::string name;  ///< <source>__<target>__chemical
    std::size_t from = 0, to = 0;
    std::vector<std::size_t> projections;
};

/// In the order of the scenario. No two have the same name: one that another has ends in a number.
std::vector<EdgePopulation> edge_populations(const Scenario& scenario);

}  // namespace spikelight::sonata
