// Where neurons lie in device memory: each population begins at a multiple of 32, so that a warp serves one population
// and a word of 32 bits says which of its neurons fired.
#pragma once

#include <cstdint>
#include <vector>

#include "kernels/network.h"

namespace spikelight {

struct NeuronPlaces {
    std::vector<std::uint32_t> first;               ///< place of each population's first neuron
    std::vector<std::uint32_t> population_of_word;  ///< of 32 places each
    std::vector<std::uint32_t> neuron_of_word;      ///< global index of the word's first neuron

    std::uint32_t words() const { return std::uint32_t(population_of_word.size()); }
    std::uint32_t places() const { return 32 * words(); }
    /// Of a neuron by its global index.
    std::uint32_t place_of(const NetworkData& network, std::uint32_t neuron) const {
        std::size_t p = network.populations.size() - 1;
        while (network.populations[p].first > neuron) --p;
        return first[p] + (neuron - network.populations[p].first);
    }
};

inline NeuronPlaces place_by_warps(const NetworkData& network) {
    NeuronPlaces places;
    for (std::uint32_t p = 0; p < network.populations.size(); ++p) {
        const PopulationData& population = network.populations[p];
        places.first.push_back(places.places());
        for (std::uint32_t i = 0; i < population.size; i += 32) {
            places.population_of_word.push_back(p);
            places.neuron_of_word.push_back(population.first + i);
        }
    }
    return places;
}

}  // namespace spikelight
