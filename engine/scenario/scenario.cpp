#include "engine/scenario/scenario.h"

namespace spikelight {

std::size_t Scenario::first_source(std::size_t light) const {
    std::size_t first = 0;
    for (std::size_t i = 0; i < light; ++i) first += lights[i].positions.size();
    return first;
}

std::size_t Scenario::source_count() const {
    return first_source(lights.size());
}

std::int64_t Scenario::first_neuron(std::size_t population) const {
    std::int64_t first = 0;
    for (std::size_t i = 0; i < population; ++i) first += populations[i].size;
    return first;
}

std::int64_t Scenario::neuron_count() const {
    return first_neuron(populations.size());
}

}  // namespace spikelight
