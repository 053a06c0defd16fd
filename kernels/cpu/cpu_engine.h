// The network in motion on the CPU.
//
// Neurons are shared out in blocks; a thread owns whole blocks and delivers every spike's segment of targets in them to its
// own accumulators: no atomics, no locks. With a least delay of d steps, what arrives in step k was fired by step k - d, so
// a thread advances d + 1 steps (taking the input of a step at the start of the next) before it meets the others.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "kernels/backend.h"
#include "kernels/cpu/block_state.h"
#include "kernels/cpu/connectivity.h"
#include "kernels/cpu/spin_barrier.h"
#include "kernels/fixed_point.h"

namespace spikelight {

/// The part of a Backend that depends on number types.
class CpuEngine {
  public:
    virtual ~CpuEngine() = default;
    virtual void command(std::span<const double> irradiance) = 0;
    virtual void observe(std::int64_t step, const Observation& what, std::span<double> values) = 0;
    virtual void advance(std::int64_t from, std::int64_t to) = 0;
    virtual std::int64_t window() const = 0;
    virtual std::uint64_t bytes() const = 0;

    std::vector<Spike> spikes;  ///< of the last advance
    std::uint64_t synaptic_events = 0;
};

/// What all engines share, whatever their number types.
struct CpuEngineSetting {
    const NetworkData& network;  ///< must outlive the engine
    Partition partition;
    Accumulator accumulator;
    int threads = 1;
    Isa isa = Isa::baseline;
};

template <class Real, class Input, class Weight>
std::unique_ptr<CpuEngine> make_cpu_engine(const CpuEngineSetting& setting,
                                           Connectivity<Weight> connectivity);

}  // namespace spikelight
