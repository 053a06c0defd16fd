// The synapses as the CPU backend keeps them: rows per source neuron, split by the block that owns the targets.
#pragma once

#include <cstdint>
#include <vector>

#include "kernels/cpu/arena.h"
#include "kernels/cpu/isa.h"
#include "kernels/cpu/partition.h"
#include "kernels/network.h"
#include "kernels/run_constants.h"

namespace spikelight {

/// Rows come in chunks of 256, each with memory of its own: 32-bit offsets then do for any number of synapses, and a
/// chunk is written as soon as it is drawn.
constexpr std::uint32_t rows_per_chunk = 256;

/// The synapses of one pathway onto the neurons of one block. Weight is int32 in a float32 run, int64 in a float64
/// run, in units of the pathway's own quantum.
template <class Weight>
struct BlockRows {
    std::vector<std::uint32_t>
        begin;  ///< 257 per chunk: row r of chunk c ends where the next begins
    std::vector<const std::uint16_t*> targets;  ///< per chunk: offsets within the block
    std::vector<const Weight*> weights;         ///< per chunk; empty if all weigh the same
    std::vector<const std::uint16_t*> delays;   ///< per chunk, steps; empty if all are the same

    std::uint32_t row_begin(std::uint32_t row) const { return begin[row + row / rows_per_chunk]; }
    std::uint32_t row_end(std::uint32_t row) const { return begin[row + row / rows_per_chunk + 1]; }
};

/// Projections that a spike of one population goes through together: same source, and one weight and one delay, or a
/// projection alone whose synapses differ.
template <class Weight>
struct Pathway {
    std::uint32_t from = 0;  ///< population
    std::vector<std::uint32_t> projections;
    bool weights_differ = false, delays_differ = false;
    double weight = 0;        ///< V, where all are alike
    int weight_exponent = 0;  ///< per-synapse weights are in units of 2^exponent V
    std::uint32_t delay = 0;  ///< steps; the least where they differ
    std::uint32_t longest_delay = 0;
    std::vector<BlockRows<Weight>> blocks;
};

template <class Weight>
struct Connectivity {
    std::vector<Pathway<Weight>> pathways;
    std::vector<std::uint64_t> synapses;       ///< per projection
    std::vector<std::uint32_t> max_in_degree;  ///< per projection
    std::vector<std::uint32_t> out_degree;     ///< per neuron, by global index
    std::vector<Arena> arenas;                 ///< per thread: what the rows lie in
    std::uint64_t bytes = 0;
};

/// Draws all synapses in parallel. The same for any thread count, partition and instruction set, but for where it lies.
template <class Weight>
Connectivity<Weight> build_connectivity(const NetworkData& network, const Partition& partition,
                                        int threads, Isa isa);

}  // namespace spikelight
