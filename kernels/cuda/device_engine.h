// The network in motion on a device: the part of the CUDA backend that depends on number types.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "kernels/cuda/connectivity.h"
#include "kernels/cuda/segment_kernels.h"
#include "kernels/engine.h"

namespace spikelight {

/// A layout with every choice made.
struct ChosenLayout {
    bool opsins = false;    ///< some population has one
    bool resident = false;  ///< the ring of inputs stays in the processors' own memory
    Grid grid;              ///< of everything but resident blocks
    unsigned resident_threads = 32;
    Shares shares;                    ///< of resident blocks
    std::uint32_t window = 1;         ///< steps between two deliveries, at most
    std::uint32_t steps_at_once = 1;  ///< per launch of resident blocks, or per graph
    std::uint64_t spikes_per_copy = 1;
    std::uint64_t values_per_copy = 1;    ///< of resident blocks' probes
    bool lists_in_one_block = false;      ///< of spikes on their way to the host
    std::uint64_t patience_ns = 0;        ///< of resident blocks that have no order
    std::uint64_t longest_launch_ns = 0;  ///< of resident blocks that have orders
};

/// Steps of which resident blocks keep who fired: while some read, others may be a window ahead, and one empties the lists of
/// the window after that.
constexpr std::uint64_t spike_list_slots(std::uint64_t longest_delay, std::uint32_t window) {
    return longest_delay + 3 * std::uint64_t(window);
}

/// Of a launch's bits of who fired, numbered by step and word: their numbers have 32 bits, which are divided several times
/// as fast as 64.
inline constexpr std::uint32_t most_recorded_elements = 0x7FFFFFFF;

/// What all engines share, whatever their number types. The network must outlive the engine.
struct DeviceEngineSetting {
    Device& device;
    const NetworkData& network;
    const NeuronPlaces& places;
    const DevicePositions& positions;
    ChosenLayout layout;
    Accumulator accumulator;
};

/// What is drawn before the number type of the accumulator is known.
template <class Weight>
struct DrawnNetwork {
    std::vector<DeviceProjection<Weight>> projections;
    Buffer<std::uint32_t> out_degree;  ///< by place
};

/// Bytes that an engine will allocate, but for tables of transmittance, which it does without where they do not fit.
template <class Real, class Input, class Weight>
std::uint64_t bytes_of_engine(const NetworkData& network, const NeuronPlaces& places,
                              const ChosenLayout& layout, const DrawnNetwork<Weight>& drawn);

template <class Real, class Input, class Weight>
std::unique_ptr<Engine> make_device_engine(const DeviceEngineSetting& setting,
                                           DrawnNetwork<Weight> drawn);

}  // namespace spikelight
