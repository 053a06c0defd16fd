// The synapses of a network, drawn once: any number of CPU backends may run on them, one after the other or beside each
// other, as long as what they are drawn from stays the same.
#pragma once

#include <memory>
#include <variant>

#include "kernels/backend.h"
#include "kernels/cpu/connectivity.h"

namespace spikelight {

struct DrawnSynapses {
    int threads = 1;  ///< that run on them
    Isa isa = Isa::baseline;
    Partition partition;
    std::variant<std::shared_ptr<const Connectivity<std::int32_t>>,
                 std::shared_ptr<const Connectivity<std::int64_t>>>
        connectivity;  ///< of a float32, of a float64 run
};

/// Draws all synapses for a backend of `threads` threads (0: as many as the network is worth) with `drawing_threads`
/// (0: the same). Throws std::runtime_error for a network that the CPU cannot share out.
std::shared_ptr<const DrawnSynapses> draw_synapses(const NetworkData& network, int threads,
                                                   int drawing_threads = 0);

/// A backend that builds on them. Its network must be one that the same synapses would be drawn for: the populations'
/// sizes, the projections with their keys, dt, the precision and, where distance matters, the positions are the same;
/// all else may differ.
std::unique_ptr<Backend> make_cpu_backend(std::shared_ptr<const DrawnSynapses> synapses);

}  // namespace spikelight
