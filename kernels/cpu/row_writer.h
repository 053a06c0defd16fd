// Draws a pathway's rows chunk by chunk and keeps each chunk split by block. One writer per thread.
#pragma once

#include <span>
#include <vector>

#include "kernels/cpu/connectivity.h"
#include "kernels/cpu/pathway_counts.h"
#include "kernels/cpu/row_drawer.h"

namespace spikelight {

template <class Weight>
class RowWriter {
  public:
    RowWriter(const NetworkData& network, const Partition& partition, Pathway<Weight>& way,
              std::vector<std::uint32_t>& out_degree, Isa isa);

    /// Writes rows 256 chunk ... of every block. Different chunks may be written by different threads at once.
    void write_chunk(std::uint32_t chunk, Arena& arena);

    const PathwayCounts& counts() const { return counts_; }

  private:
    struct Buffer {
        std::vector<std::uint16_t> targets, delays;
        std::vector<Weight> weights;
    };

    void note_begin(std::uint32_t index);
    void add_row(std::size_t projection, std::uint32_t row);
    void add_piece(const ProjectionData& projection, Buffer& buffer, const Slice& slice,
                   std::uint32_t row, std::span<const std::uint32_t> targets, std::size_t begin,
                   std::size_t end);

    const NetworkData& network_;
    const Partition& partition_;
    Pathway<Weight>& way_;
    std::vector<std::uint32_t>& out_degree_;
    std::vector<Buffer> buffers_;  ///< per block
    std::vector<RowDrawer> drawers_;
    PathwayCounts counts_;
};

}  // namespace spikelight
