// The CUDA backend: the same interface, the same spikes and the same bits of v as the CPU's.
#pragma once

#include <memory>
#include <string>

#include "kernels/backend.h"

namespace spikelight {

/// How the work is laid out. No result depends on it; tests vary it. 0: chosen by size and device.
///
///   resident   blocks that stay and are given orders, inputs in the processors' own memory: kernels/cuda/resident_kernel.h
///   graph      two kernels per window, any size: kernels/cuda/step_kernels.h
///   automatic  resident where inputs fit and the least delay is a step or more, or one block is enough
struct CudaLayout {
    enum class Engine { automatic, resident, graph };
    Engine engine = Engine::automatic;
    unsigned threads = 0;  ///< per block, a multiple of 32
    unsigned blocks = 0;
    unsigned steps_per_graph = 0;
    unsigned window = 0;  ///< steps between two deliveries; never more than the delays allow
    std::uint64_t spikes_per_copy = 0;  ///< room for spikes on their way to the host
    /// And for values that probes read from step to step. One step has what it needs.
    std::uint64_t values_per_copy = 0;
    bool lists_by_grid = false;  ///< also where one block would list these spikes faster
    /// Of resident blocks that wait for an order: to launch them again takes tens of microseconds.
    std::uint64_t patience_ns = 100'000;
    /// And of those that are given one after another: drivers end what keeps a display waiting for seconds.
    std::uint64_t longest_launch_ns = 200'000'000;
};

/// Device `device` as CUDA counts them. Throws std::runtime_error where it cannot be used; build() does so where the
/// network needs more memory than is free, before it allocates.
std::unique_ptr<Backend> make_cuda_backend(int device, const CudaLayout& layout = {});

/// Why no GPU can be used here, and what to do; empty if one can.
std::string cuda_unavailable_reason();

}  // namespace spikelight
