#include "kernels/cpu/row_writer.h"

#include <algorithm>

#include "kernels/fixed_point.h"
#include "kernels/row_rules.h"

namespace spikelight {
namespace {

template <class T>
const T* keep(Arena& arena, const std::vector<T>& values) {
    T* kept = arena.allocate<T>(values.size());
    std::copy(values.begin(), values.end(), kept);
    return kept;
}

}  // namespace

template <class Weight>
RowWriter<Weight>::RowWriter(const NetworkData& network, const Partition& partition,
                             Pathway<Weight>& way, std::vector<std::uint32_t>& out_degree, Isa isa)
    : network_(network),
      partition_(partition),
      way_(way),
      out_degree_(out_degree),
      buffers_(partition.block_count),
      counts_(network, way) {
    for (std::uint32_t index : way.projections)
        drawers_.emplace_back(network, network.projections[index], row_loops(isa));
}

template <class Weight>
void RowWriter<Weight>::write_chunk(std::uint32_t chunk, Arena& arena) {
    for (Buffer& buffer : buffers_) {
        buffer.targets.clear();
        buffer.weights.clear();
        buffer.delays.clear();
    }
    // Draw the chunk's rows into a buffer per block.
    std::uint32_t first = chunk * rows_per_chunk;
    std::uint32_t last = std::min(first + rows_per_chunk, network_.populations[way_.from].size);
    for (std::uint32_t row = first; row < last; ++row) {
        note_begin(row + chunk);
        for (std::size_t p = 0; p < drawers_.size(); ++p) add_row(p, row);
    }
    note_begin(last + chunk);

    // Keep them.
    for (int b = 0; b < partition_.block_count; ++b) {
        BlockRows<Weight>& rows = way_.blocks[b];
        rows.targets[chunk] = keep(arena, buffers_[b].targets);
        if (way_.weights_differ) rows.weights[chunk] = keep(arena, buffers_[b].weights);
        if (way_.delays_differ) rows.delays[chunk] = keep(arena, buffers_[b].delays);
    }
}

template <class Weight>
void RowWriter<Weight>::note_begin(std::uint32_t index) {
    for (int b = 0; b < partition_.block_count; ++b)
        way_.blocks[b].begin[index] = std::uint32_t(buffers_[b].targets.size());
}

template <class Weight>
void RowWriter<Weight>::add_row(std::size_t p, std::uint32_t row) {
    const ProjectionData& projection = network_.projections[way_.projections[p]];
    std::span<const std::uint32_t> targets = drawers_[p].draw(row);
    counts_.synapses[p] += targets.size();
    out_degree_[network_.populations[way_.from].first + row] += std::uint32_t(targets.size());
    for (std::uint32_t target : targets) ++counts_.in_degrees[p][target];

    // Targets ascend, and so do the blocks' slices: cut the row where a slice ends.
    std::size_t begin = 0;
    for (int b = 0; b < partition_.block_count && begin < targets.size(); ++b) {
        const Slice& slice = partition_.slices[projection.to][b];
        auto cut =
            std::lower_bound(targets.begin() + std::ptrdiff_t(begin), targets.end(), slice.end);
        std::size_t end = std::size_t(cut - targets.begin());
        add_piece(projection, buffers_[b], slice, row, targets, begin, end);
        begin = end;
    }
}

template <class Weight>
void RowWriter<Weight>::add_piece(const ProjectionData& projection, Buffer& buffer,
                                  const Slice& slice, std::uint32_t row,
                                  std::span<const std::uint32_t> targets, std::size_t begin,
                                  std::size_t end) {
    std::size_t old = buffer.targets.size();
    buffer.targets.resize(old + end - begin);
    std::uint32_t shift = slice.offset - slice.begin;
    std::uint16_t* to = buffer.targets.data() + old;
    for (std::size_t k = begin; k < end; ++k) *to++ = std::uint16_t(targets[k] + shift);
    for (std::size_t k = begin; way_.weights_differ && k < end; ++k)
        buffer.weights.push_back(
            Weight(quantise(synapse_value(projection.weight, row, k), way_.weight_exponent)));
    for (std::size_t k = begin; way_.delays_differ && k < end; ++k) {
        buffer.delays.push_back(
            std::uint16_t(delay_steps(synapse_value(projection.delay, row, k))));
        counts_.note_delay(buffer.delays.back());
    }
}

template class RowWriter<std::int32_t>;
template class RowWriter<std::int64_t>;

}  // namespace spikelight
