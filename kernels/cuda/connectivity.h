// Draws a network's synapses in device memory; they never stand in the host's.
#pragma once

#include <vector>

#include "kernels/cuda/places.h"
#include "kernels/cuda/synapse_views.h"
#include "kernels/network.h"

namespace spikelight {

using device::Buffer;
using device::Device;
using device::Grid;

/// Positions of all neurons by global index, for the distance rule and for light.
struct DevicePositions {
    Buffer<double> x, y, z;
    DevicePositions() = default;
    DevicePositions(Device& device, const NetworkData& network);
    std::uint64_t bytes() const { return x.bytes() + y.bytes() + z.bytes(); }
};

/// One projection, first counted, then placed.
template <class Weight>
struct DeviceProjection {
    std::uint64_t synapses = 0;
    std::uint32_t max_in_degree = 0;
    std::uint32_t least_delay = 0, longest_delay = 0;  ///< steps
    Buffer<std::uint64_t> begin;
    Buffer<std::uint32_t> targets;
    Buffer<Weight> weights;
    Buffer<std::uint16_t> delays;

    SynapseArrays<Weight> arrays() const {
        return {begin.array(), targets.array(), weights.array(), delays.array()};
    }
    std::uint64_t bytes() const {
        return begin.bytes() + targets.bytes() + weights.bytes() + delays.bytes();
    }
};

/// Draws projections on a device, with launches of this grid.
template <class Weight>
class DeviceConnectivity {
  public:
    DeviceConnectivity(Device& device, Grid grid, const NetworkData& network,
                       const NeuronPlaces& places, const DevicePositions& positions);

    /// Counts projection `index`: all of DeviceProjection but its synapses. Adds the rows' lengths to `out_degree`, by
    /// place.
    DeviceProjection<Weight> count(std::size_t index, Buffer<std::uint32_t>& out_degree);

    /// What place() will need beyond what is there, bytes.
    std::uint64_t bytes_to_place(std::size_t index,
                                 const DeviceProjection<Weight>& projection) const;

    /// Allocates a counted projection's synapses and draws them.
    void place(std::size_t index, DeviceProjection<Weight>& projection);

  private:
    struct Lists;
    Lists upload_lists(std::size_t index);
    template <class Taker>
    void draw(std::size_t index, const Lists& lists, const Taker& taker);

    Device& device_;
    Grid grid_;
    const NetworkData& network_;
    const NeuronPlaces& places_;
    const DevicePositions& positions_;
};

}  // namespace spikelight
