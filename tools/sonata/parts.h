// The files of a SONATA network, each written by a function of its own.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include "engine/recording/hdf5_file.h"
#include "engine/scenario/scenario.h"
#include "kernels/network.h"
#include "tools/sonata/edge_populations.h"
#include "tools/sonata/sonata_network.h"

namespace spikelight::sonata {

/// "virtual" for sources that are not simulated, else "point_neuron".
const char* model_type(NeuronModel model);

/// nodes.h5; a node's type is the number of its population.
void write_nodes(const std::filesystem::path& file, const Scenario& scenario,
                 const NetworkData& network);

/// /edges/<population>, by source and then by target; an edge's type is the number of its projection. Returns how many
/// edges each of the population's projections has.
std::vector<std::uint64_t> write_edges(hdf5::Group& edges, const EdgePopulation& population,
                                       const Scenario& scenario, const NetworkData& network,
                                       const SonataRequest& request);

/// node_types.csv, edge_types.csv and the two circuit_config files.
void write_type_files(const std::filesystem::path& folder, const Scenario& scenario,
                      std::span<const EdgePopulation> populations);

}  // namespace spikelight::sonata
