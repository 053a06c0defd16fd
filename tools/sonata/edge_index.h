// Where the edges of each node are: /edges/<population>/indices.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>

#include "engine/recording/hdf5_file.h"

namespace spikelight::sonata {

/// One direction, written node by node. Row n of node_id_to_ranges says which rows of range_to_edge_id are node n's, and
/// each of these a range of edges; ends are exclusive.
class EdgeIndex {
  public:
    EdgeIndex(hdf5::Group& indices, const std::string& direction);
    /// Edges begin ... end - 1 are of the node at hand.
    void add_range(std::uint64_t begin, std::uint64_t end);
    /// What follows is of the next node.
    void end_node();
    void close();

  private:
    hdf5::Group group_;
    hdf5::Appender<std::uint64_t> nodes_, ranges_;
    std::uint64_t first_range_ = 0;  ///< of the node at hand
};

/// indices/target_to_source of edges that do not come by target: a counting sort of `targets`, which has a node id per
/// edge, in as many passes as leave `at_once` edges in memory. `in_degrees` counts them per target. `progress` is told of
/// the edges that are in.
void write_target_index(hdf5::Group& indices, const hdf5::Dataset& targets,
                        std::span<const std::uint64_t> in_degrees, std::uint64_t at_once,
                        const std::function<void(std::uint64_t)>& progress);

}  // namespace spikelight::sonata
