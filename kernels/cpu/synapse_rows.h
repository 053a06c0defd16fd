// The synapses of a projection by source neuron, whatever its rule is given by: for whoever wants the network itself and
// not a backend that runs on it.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "kernels/cpu/row_drawer.h"
#include "kernels/network.h"

namespace spikelight {

struct RowSynapse {
    std::uint32_t target = 0;  ///< index within its population
    std::uint32_t delay = 0;   ///< steps
    double weight = 0;         ///< V
    bool operator==(const RowSynapse&) const = default;
};

struct SynapseRowsOptions {
    /// Synapses held in memory where the rule is not given by source; where there are more, all are drawn again for as many
    /// rows as have room.
    std::uint64_t synapses_at_once = std::uint64_t(1) << 24;
    /// Called now and then while many are drawn; may throw.
    std::function<void()> meanwhile = [] {};
};

/// The same synapses as a backend draws. Not shared between threads: it keeps its buffers from row to row. The network
/// must live as long.
class SynapseRows {
  public:
    SynapseRows(const NetworkData& network, const ProjectionData& projection,
                SynapseRowsOptions options = {});

    /// Those of source neuron `pre`, ascending by target; those of a pair in the order in which they are drawn. Valid until
    /// the next call. Rows asked for in ascending order are drawn once, or once per SynapseRowsOptions::synapses_at_once.
    std::span<const RowSynapse> draw(std::uint32_t pre);

  private:
    template <class Take>
    void go_through(Take&& take) const;
    RowSynapse make_synapse(std::uint32_t post, std::uint64_t row, std::uint64_t k) const;
    void count();
    void load_from(std::uint32_t first);

    const NetworkData& network_;
    const ProjectionData& projection_;
    SynapseRowsOptions options_;
    RowDrawer drawer_;
    std::vector<std::uint32_t> counts_;  ///< per row, of a rule that is not given by source
    std::uint32_t first_ = 0, end_ = 0;  ///< rows that are held
    std::vector<std::uint64_t> begins_;  ///< one more than there are rows
    std::vector<RowSynapse> synapses_;
};

}  // namespace spikelight
