// A run's network as SONATA files, for other simulators and analysis programs: a directory of
//
//   nodes.h5, node_types.csv    a population per population: places (um), parameters (dynamics_params)
//   edges.h5, edge_types.csv    a population <source>__<target>__chemical per pair of populations that projections connect,
//                               a type per projection: weight (mV), delay (ms), and where the edges of each neuron are
//   circuit_config.json         which names them all; circuit_config_libsonata.json does so without the CSV files
//
// Nothing of it was recorded: the network is drawn again from the scenario and its seed, row by row.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "engine/recording/recording.h"

namespace spikelight {

struct SonataRequest {
    /// Synapses held in memory where they are sorted; more are sorted in several passes.
    std::uint64_t synapses_at_once = std::uint64_t(1) << 24;
    /// Told now and then of the synapses gone through, of each twice: when it is written, and when its target's index has
    /// it. May throw, and nothing is left then.
    std::function<void(std::uint64_t)> progress = [](std::uint64_t) {};
};

/// What was written.
struct SonataContent {
    std::uint64_t nodes = 0, node_populations = 0, edges = 0, edge_populations = 0, bytes = 0;
};

/// The directory appears when it is whole, in place of one that was there. Throws UserError where something else is there,
/// std::runtime_error where there is no room, the network is not the one of the run, or a file cannot be written.
SonataContent write_sonata_network(const Recording& recording,
                                   const std::filesystem::path& directory,
                                   const SonataRequest& request);

/// Synapses per projection, as the run counted them. Throws std::runtime_error where summary.json does not say.
std::vector<std::uint64_t> recorded_synapses(const Recording& recording);

/// What the files take on disk, with some to spare.
double sonata_network_bytes(const Scenario& scenario, std::span<const std::uint64_t> synapses);

/// What is wrong if so many bytes are more than there are; empty if nothing.
std::string room_problem(double needed, double available);

}  // namespace spikelight
