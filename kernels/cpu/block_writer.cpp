#include "kernels/cpu/block_writer.h"

#include "kernels/cpu/pair_rules.h"
#include "kernels/fixed_point.h"
#include "kernels/row_rules.h"

namespace spikelight {
namespace {

/// A chunk's memory while it is filled.
template <class Weight>
struct Chunk {
    std::uint16_t* targets = nullptr;
    Weight* weights = nullptr;
    std::uint16_t* delays = nullptr;
};

/// Turns row lengths into begins, and gives every chunk its memory.
template <class Weight>
std::vector<Chunk<Weight>> allocate_chunks(const Pathway<Weight>& way, BlockRows<Weight>& rows,
                                           const std::vector<std::uint32_t>& lengths,
                                           Arena& arena) {
    std::vector<Chunk<Weight>> chunks(rows.targets.size());
    for (std::uint32_t c = 0; c < chunks.size(); ++c) {
        std::uint32_t first = c * rows_per_chunk;
        std::uint32_t last =
            std::min<std::uint32_t>(first + rows_per_chunk, std::uint32_t(lengths.size()));
        std::uint32_t begin = 0;
        for (std::uint32_t row = first; row < last; ++row) {
            rows.begin[row + c] = begin;
            begin += lengths[row];
        }
        rows.begin[last + c] = begin;
        rows.targets[c] = chunks[c].targets = arena.allocate<std::uint16_t>(begin);
        if (way.weights_differ) rows.weights[c] = chunks[c].weights = arena.allocate<Weight>(begin);
        if (way.delays_differ)
            rows.delays[c] = chunks[c].delays = arena.allocate<std::uint16_t>(begin);
    }
    return chunks;
}

}  // namespace

template <class Weight>
void write_block(const NetworkData& network, const Partition& partition, Pathway<Weight>& way,
                 int block, Arena& arena, PathwayCounts& counts) {
    const ProjectionData& projection = network.projections[way.projections[0]];
    const Slice& slice = partition.slices[projection.to][block];

    // Count each row's synapses.
    std::vector<std::uint32_t> lengths(network.populations[way.from].size, 0);
    for_each_synapse(network, projection, slice,
                     [&](std::uint32_t pre, std::uint32_t post, std::uint64_t, std::uint64_t) {
                         ++lengths[pre];
                         ++counts.in_degrees[0][post];
                         ++counts.synapses[0];
                     });

    // Place them: `lengths` now says where a row's next synapse goes.
    BlockRows<Weight>& rows = way.blocks[block];
    std::vector<Chunk<Weight>> chunks = allocate_chunks(way, rows, lengths, arena);
    for (std::uint32_t row = 0; row < lengths.size(); ++row) lengths[row] = rows.row_begin(row);
    for_each_synapse(
        network, projection, slice,
        [&](std::uint32_t pre, std::uint32_t post, std::uint64_t row, std::uint64_t k) {
            Chunk<Weight>& chunk = chunks[pre / rows_per_chunk];
            std::uint32_t at = lengths[pre]++;
            chunk.targets[at] = std::uint16_t(post - slice.begin + slice.offset);
            if (way.weights_differ)
                chunk.weights[at] =
                    Weight(quantise(synapse_value(projection.weight, row, k), way.weight_exponent));
            if (way.delays_differ) {
                chunk.delays[at] =
                    std::uint16_t(delay_steps(synapse_value(projection.delay, row, k)));
                counts.note_delay(chunk.delays[at]);
            }
        });
}

template void write_block(const NetworkData&, const Partition&, Pathway<std::int32_t>&, int, Arena&,
                          PathwayCounts&);
template void write_block(const NetworkData&, const Partition&, Pathway<std::int64_t>&, int, Arena&,
                          PathwayCounts&);

}  // namespace spikelight
