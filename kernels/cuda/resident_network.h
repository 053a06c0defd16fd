// What the resident engine keeps beside the state: rows cut into segments, and lists of spikes for all blocks.
#pragma once

#include <algorithm>
#include <vector>

#include "kernels/cuda/device_engine.h"
#include "kernels/cuda/resident_kernel.h"
#include "kernels/cuda/restore_kernels.h"

namespace spikelight {

/// The synapses of a projection, cut into segments.
template <class Weight>
struct SegmentedProjection {
    Buffer<std::uint32_t> bounds;
    Array<std::uint16_t> targets;  ///< among those of all projections
    Buffer<std::uint16_t> delays;
    Buffer<Weight> weights;

    SegmentedProjection(Device& device, std::uint64_t rows, std::uint32_t blocks,
                        const DeviceProjection<Weight>& from, Array<std::uint16_t> targets)
        : bounds(device, rows * (blocks + 1)),
          targets(targets),
          delays(device, from.delays.count()),
          weights(device, from.weights.count()) {
        bounds.fill_zero();
    }
    SegmentArrays<Weight> arrays() const {
        return {bounds.array(), targets, weights.array(), delays.array()};
    }
};

template <class Real, class Input>
class ResidentNetwork {
  public:
    using Weight = StoredWeight<Real>;

    /// Cuts the rows; what they are cut from is freed. `ways` are those of the state, `projections` which each is of.
    ResidentNetwork(const DeviceEngineSetting& setting, DrawnNetwork<Weight>& drawn,
                    const std::vector<WayView<Real, Input>>& ways,
                    const std::vector<std::size_t>& projections)
        : device_(setting.device), network_(setting.network), layout_(setting.layout) {
        std::vector<ResidentWay<Real, Input>> views;
        std::vector<std::uint32_t> lags;
        std::uint64_t first = 0;
        for (const auto& projection : drawn.projections) first += projection.synapses;
        targets_ = Buffer<std::uint16_t>(device_, first);
        first = 0;
        for (std::size_t k = 0; k < ways.size(); ++k) {
            const NetworkData& network = setting.network;
            std::uint32_t from = network.projections[projections[k]].from;
            DeviceProjection<Weight>& projection = drawn.projections[projections[k]];
            alike_ = alike_ && projection.weights.count() + projection.delays.count() == 0;
            segmented_.push_back(
                cut(network.populations[from].size, projection, targets_.array().from(first)));
            views.push_back({projection.begin.array(), segmented_.back().arrays(), first,
                             ways[k].weight, ways[k].shift, ways[k].lag, ways[k].ahead});
            first += projection.synapses;
            if (std::find(lags.begin(), lags.end(), ways[k].lag) == lags.end())
                lags.push_back(ways[k].lag);
        }
        upload(ways_, views);
        upload(lags_, lags);
        spike_slots_ = slots_of_spikes(layout_, drawn);
        std::uint64_t places = setting.places.places();
        spikes_ = Buffer<std::uint32_t>(device_, spike_slots_ * places);
        counts_ = Buffer<std::uint32_t>(device_, spike_slots_);
        arrived_ = Buffer<std::uint32_t>(device_, 1);
        counts_.fill_zero();
    }

    /// Launches blocks that take orders.
    void launch(const NetworkView<Real, Input>& n, const WorkView<Real>& w) {
        if (layout_.opsins)
            launch<AdvanceResident<Real, Input, true>>(n, w);
        else
            launch<AdvanceResident<Real, Input, false>>(n, w);
    }

    /// Puts spikes of an earlier life back, in lists and inputs.
    void restore(const NetworkView<Real, Input>& n, const RecentSpikes& recent) {
        counts_.fill_zero();
        device_.launch(layout_.grid, RestoreResident<Real, Input>{n, view(), recent});
    }

    /// Bytes taken, less those that cutting the rows frees.
    static std::int64_t bytes(const NetworkData& network, const NeuronPlaces& places,
                              const ChosenLayout& layout, const DrawnNetwork<Weight>& drawn) {
        std::int64_t bytes = 4ll * slots_of_spikes(layout, drawn) * places.places();
        for (std::size_t p = 0; p < network.projections.size(); ++p)
            bytes += 4ll * network.populations[network.projections[p].from].size *
                         (layout.shares.blocks + 1) -
                     2 * std::int64_t(drawn.projections[p].synapses);
        return bytes;
    }

  private:
    template <class Kernel>
    void launch(const NetworkView<Real, Input>& n, const WorkView<Real>& w) {
        ResidentView<Real, Input> r = view();
        const Shares& shares = layout_.shares;
        WorkMemory memory = work_memory(network_, layout_.resident_threads);
        // A single block's lists stay with it where they fit.
        std::uint64_t bytes = Kernel::shared_bytes(memory, n.input.slots, shares, spike_slots_);
        r.lists_in_block = shares.blocks == 1 && bytes <= device_.most_shared_bytes();
        if (!r.lists_in_block) bytes = Kernel::shared_bytes(memory, n.input.slots, shares, 0);
        if (shares.blocks > 1) arrived_.fill_zero();
        device::Grid grid{shares.blocks, layout_.resident_threads, bytes};
        Kernel kernel{n, r, w};
        // A block that meets nobody is launched faster.
        if (shares.blocks == 1 && bytes <= device::shared_bytes_unasked)
            device_.launch(grid, kernel);
        else
            device_.launch_together(grid, kernel);
    }

    ResidentView<Real, Input> view() const {
        return {layout_.shares,
                ways_.array(),
                targets_.array(),
                alike_,
                lags_.array(),
                std::uint32_t(lags_.count()),
                {spikes_.array(), counts_.array()},
                spike_slots_,
                false,
                arrived_.array()};
    }

    static std::uint32_t slots_of_spikes(const ChosenLayout& layout,
                                         const DrawnNetwork<Weight>& drawn) {
        std::uint32_t longest = 0;
        for (const auto& projection : drawn.projections)
            longest = std::max(longest, projection.longest_delay);
        return std::uint32_t(spike_list_slots(longest, layout.window));
    }

    SegmentedProjection<Weight> cut(std::uint32_t rows, DeviceProjection<Weight>& projection,
                                    Array<std::uint16_t> targets) {
        SegmentedProjection<Weight> segmented(device_, rows, layout_.shares.blocks, projection,
                                              targets);
        SynapseArrays<Weight> from = projection.arrays();
        SegmentArrays<Weight> to = segmented.arrays();
        device_.launch(layout_.grid, CountSegments<Weight>{from, to, layout_.shares, rows});
        device_.launch(layout_.grid, SumSegments{to.bounds, layout_.shares.blocks + 1, rows});
        device_.launch(layout_.grid, FillSegments<Weight>{from, to, layout_.shares, rows});
        projection.targets = {};
        projection.weights = {};
        projection.delays = {};
        return segmented;
    }

    template <class T>
    void upload(Buffer<T>& buffer, const std::vector<T>& values) {
        buffer = Buffer<T>(device_, values.size());
        buffer.upload(values.data(), values.size());
    }

    Device& device_;
    const NetworkData& network_;
    ChosenLayout layout_;
    std::vector<SegmentedProjection<Weight>> segmented_;  ///< in the order of ways
    Buffer<std::uint16_t> targets_;
    bool alike_ = true;
    Buffer<ResidentWay<Real, Input>> ways_;
    Buffer<std::uint32_t> lags_, spikes_, counts_, arrived_;
    std::uint32_t spike_slots_ = 1;
};

}  // namespace spikelight
