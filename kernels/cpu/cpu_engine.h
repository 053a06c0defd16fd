// The network in motion on the CPU.
//
// Neurons are shared out in blocks; a thread owns whole blocks and delivers every spike's segment of targets in them to its
// own accumulators: no atomics, no locks. With a least delay of d steps, what arrives in step k was fired by step k - d, so
// a thread advances d + 1 steps (taking the input of a step at the start of the next) before it meets the others.
#pragma once

#include <cstdint>
#include <memory>

#include "kernels/cpu/block_state.h"
#include "kernels/cpu/connectivity.h"
#include "kernels/cpu/spin_barrier.h"
#include "kernels/engine.h"

namespace spikelight {

/// What all engines share, whatever their number types.
struct CpuEngineSetting {
    const NetworkData& network;  ///< must outlive the engine
    Partition partition;
    Accumulator accumulator;
    int threads = 1;
    Isa isa = Isa::baseline;
};

template <class Real, class Input, class Weight>
std::unique_ptr<Engine> make_cpu_engine(const CpuEngineSetting& setting,
                                        std::shared_ptr<const Connectivity<Weight>> connectivity);

}  // namespace spikelight
