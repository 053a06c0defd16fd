// Draws the rows of the rules that are given_by_source().
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernels/cpu/row_loops.h"
#include "kernels/network.h"

namespace spikelight {

/// Not shared between threads: it keeps its buffers from row to row.
class RowDrawer {
  public:
    RowDrawer(const NetworkData& network, const ProjectionData& projection,
              const CpuRowLoops& loops);

    /// The targets of source neuron `pre` (indices within their populations), ascending. Valid until the next call.
    std::span<const std::uint32_t> draw(std::uint32_t pre);

  private:
    void draw_gaps(std::uint32_t pre);
    void keep_near(std::uint32_t pre);
    void draw_range(std::int64_t from, std::int64_t to);
    void draw_items(std::uint32_t pre);

    const NetworkData& network_;
    const ProjectionData& projection_;
    const CpuRowLoops& loops_;
    std::uint32_t target_count_;
    double scale_;
    std::vector<std::uint32_t> targets_, words_;
    std::vector<std::int32_t> gaps_;
};

}  // namespace spikelight
