// What the engines of a device have in common.
#pragma once

#include <optional>

#include "kernels/cuda/device_probes.h"
#include "kernels/cuda/device_state.h"

namespace spikelight {

template <class Real, class Input>
class CommonDeviceEngine : public Engine {
  public:
    using Weight = StoredWeight<Real>;

    CommonDeviceEngine(const DeviceEngineSetting& setting, DrawnNetwork<Weight> drawn,
                       std::uint64_t bytes)
        : device_(setting.device),
          network_(setting.network),
          places_(setting.places),
          layout_(setting.layout),
          drawn_(std::move(drawn)),
          state_(setting, drawn_),
          light_(setting),
          bytes_(bytes) {}

    void move(std::span<const LightSource> sources) override {
        come_to_rest();
        light_.move(sources);
    }

    /// Waits for the values that one observation has now.
    void observe(std::int64_t step, const Observation& what, std::span<double> values) override {
        come_to_rest();
        DeviceProbe<Real> once(device_, light_, {{what}, 0});
        ProbeRows row;
        row.make_room(device_, once.size());
        once.read(device_, layout_.grid, state_.view(), irradiance(), step, row.values.array());
        device_.synchronise();
        std::copy(row.span().begin(), row.span().end(), values.begin());
    }

    std::int64_t longest_delay() const override {
        std::uint32_t longest = 0;
        for (const auto& projection : drawn_.projections)
            longest = std::max(longest, projection.longest_delay);
        return longest;
    }

    void save(ArchiveWriter& archive) override {
        come_to_rest();
        state_.save(archive);
    }

    void restore(ArchiveReader& archive, std::int64_t step,
                 std::span<const Spike> recent) override {
        come_to_rest();
        state_.restore(archive);
        std::vector<Spike> by_place(recent.begin(), recent.end());
        for (Spike& spike : by_place) spike.neuron = places_.place_of(network_, spike.neuron);
        Buffer<Spike> spikes_again(device_, by_place.size());
        spikes_again.upload(by_place.data(), by_place.size());
        RecentSpikes again{spikes_again.array(), by_place.size(), step};
        device_.launch(layout_.grid, RestoreBits<Real, Input>{state_.view(), again});
        restore_inputs(again);
        // The list goes when this returns.
        device_.synchronise();
    }

    std::optional<BrokenState> find_broken() override {
        come_to_rest();
        return state_.find_broken(layout_.grid);
    }

    int most_begun() const override { return int(pieces_under_way); }
    std::int64_t window() const override { return layout_.window; }
    std::uint64_t bytes() const override { return bytes_ + light_.bytes_of_tables(); }

  protected:
    /// What is launched from here on follows all that was asked for.
    virtual void come_to_rest() = 0;
    /// Per source, W/m^2, when at rest.
    virtual Array<double> irradiance() const = 0;
    /// Puts back what spikes of an earlier life still bring.
    virtual void restore_inputs(const RecentSpikes& recent) = 0;

    Device& device_;
    const NetworkData& network_;
    const NeuronPlaces& places_;
    ChosenLayout layout_;
    DrawnNetwork<Weight> drawn_;
    DeviceState<Real, Input> state_;
    DeviceLight<Real> light_;

  private:
    std::uint64_t bytes_;
};

}  // namespace spikelight
