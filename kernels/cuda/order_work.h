// What resident blocks work on beside the network, and what comes of it, slot by slot, on its way to the host.
#pragma once

#include <algorithm>
#include <numeric>
#include <vector>

#include "kernels/cuda/carry_out.h"
#include "kernels/cuda/device_probes.h"
#include "kernels/cuda/device_state.h"

namespace spikelight {

/// A probe, its values sorted by the block that owns the neuron.
template <class Real>
class ProbeOfBlocks {
  public:
    ProbeOfBlocks(const DeviceEngineSetting& setting, const DeviceLight<Real>& light,
                  const Probe& probe)
        : probe_(setting.device, light, probe),
          values_(setting.device, probe.size()),
          bounds_(setting.device, setting.layout.shares.blocks + 1),
          every_(probe.every) {
        std::vector<std::uint32_t> owners, values(probe.size()),
            bounds(setting.layout.shares.blocks + 1, 0);
        for (const Observation& what : probe.what)
            for (std::uint32_t i : what.neurons)
                owners.push_back(
                    setting.layout.shares.owner(setting.places.first[what.population] + i));
        std::iota(values.begin(), values.end(), 0u);
        std::stable_sort(values.begin(), values.end(),
                         [&](std::uint32_t a, std::uint32_t b) { return owners[a] < owners[b]; });
        for (std::uint32_t owner : owners) ++bounds[owner + 1];
        std::partial_sum(bounds.begin(), bounds.end(), bounds.begin());
        values_.upload(values.data(), values.size());
        bounds_.upload(bounds.data(), bounds.size());
    }

    SharedProbe view() const { return {probe_.view(), values_.array(), bounds_.array(), every_}; }

  private:
    DeviceProbe<Real> probe_;
    Buffer<std::uint32_t> values_, bounds_;
    std::int64_t every_;
};

template <class Real>
class OrderWorkBuffers {
  public:
    template <class Input>
    OrderWorkBuffers(const DeviceEngineSetting& setting, const DeviceState<Real, Input>& state,
                     const DeviceLight<Real>& light)
        : setting_(setting),
          light_(light),
          blocks_(setting.layout.shares.blocks),
          spikes_room_(std::max<std::uint64_t>(1, setting.layout.spikes_per_copy / blocks_)),
          spikes_(setting.device, order_slots * blocks_ * spikes_room_),
          totals_(setting.device, order_slots * blocks_),
          relayed_(setting.device,
                   blocks_ > 1 ? std::uint64_t(order_slots) * shape(setting.network).words() : 0) {
        std::vector<CommandedOpsin<Real>> opsins;
        for (std::size_t k = 0; k < state.opsin_order().size(); ++k) {
            std::uint32_t index = state.opsin_order()[k];
            opsins.push_back({light.lit_opsin(index, state.opsin_view(k)),
                              setting.places.first[setting.network.opsins[index].population],
                              std::uint32_t(light.weights_of(index))});
        }
        opsins_ = Buffer<CommandedOpsin<Real>>(setting.device, opsins.size());
        opsins_.upload(opsins.data(), opsins.size());
        irradiance_ = Buffer<double>(setting.device, blocks_ * setting.network.sources.size());
        irradiance_.fill_zero();
    }

    static OrderShape shape(const NetworkData& network) {
        return {command_numbers(network), order_slots};
    }

    /// When no block is at work.
    void set_probes(const std::vector<Probe>& probes) {
        probes_ = probes;
        of_blocks_.clear();
        std::vector<SharedProbe> views;
        std::uint64_t most_of_a_step = 0, of_a_piece = 0;
        values_room_ = 0;
        for (const Probe& probe : probes) {
            views.push_back(of_blocks_.emplace_back(setting_, light_, probe).view());
            values_room_ = std::max(values_room_, probe.size());
            if (probe.every == 0) continue;
            most_of_a_step += probe.size();
            of_a_piece +=
                probe.size() * (setting_.layout.steps_at_once / std::uint64_t(probe.every) + 1);
        }
        values_room_ = std::max(
            {values_room_, most_of_a_step, std::min(of_a_piece, setting_.layout.values_per_copy)});
        values_ = Pinned<double>(setting_.device, order_slots * values_room_);
        shared_probes_ = Buffer<SharedProbe>(setting_.device, views.size());
        shared_probes_.upload(views.data(), views.size());
    }

    /// What a launch from order `first` on sees; what was relayed before is forgotten.
    WorkView<Real> view(std::uint64_t first, Array<std::uint64_t> cells, Array<std::uint64_t> done,
                        Array<std::uint32_t> out_degree, Array<std::uint32_t> neuron_of_word) {
        relayed_.fill_zero();
        return {{shape(setting_.network), cells, relayed_.array(), first,
                 setting_.layout.patience_ns, setting_.layout.longest_launch_ns},
                opsins_.array(),
                irradiance_.array(),
                shared_probes_.array(),
                std::uint32_t(opsins_.count()),
                std::uint32_t(setting_.network.sources.size()),
                std::uint32_t(shared_probes_.count()),
                out_degree,
                neuron_of_word,
                values_.array(),
                values_room_,
                spikes_.array(),
                spikes_room_,
                totals_.array(),
                done};
    }

    /// The last step, or `to`, up to which one order may advance for its rows to have room.
    std::int64_t end_of_rows(std::int64_t from, std::int64_t to) const {
        while (to - from > 1 && values_of_rows(from, to) > values_room_)
            to = from + (to - from) / 2;
        return to;
    }
    /// Calls take(probe, row) for each row of an order that advanced, in order of steps.
    template <class Take>
    void for_rows(std::uint32_t slot, std::int64_t from, std::int64_t to, Take&& take) {
        const double* row = values_.data() + slot * values_room_;
        for (std::int64_t step = next_due(probes_, from); step < to;
             step = next_due(probes_, step + 1))
            for (std::size_t p = 0; p < probes_.size(); ++p) {
                if (!probes_[p].due(step)) continue;
                take(p, std::span<const double>(row, probes_[p].size()));
                row += probes_[p].size();
            }
        values_.give_back(slot * values_room_, values_room_);
    }
    /// What an order to read a probe has read.
    std::vector<double> reading(std::uint32_t slot, std::size_t probe) {
        const double* row = values_.data() + slot * values_room_;
        std::vector<double> values(row, row + probes_[probe].size());
        values_.give_back(slot * values_room_, values_room_);
        return values;
    }

    /// Per source, W/m^2, as the last order had it.
    Array<double> irradiance() const { return irradiance_.array(); }

    const PieceTotals& totals(std::uint32_t slot, std::uint32_t block) const {
        return totals_[slot * std::uint64_t(blocks_) + block];
    }
    const Spike* spikes(std::uint32_t slot, std::uint32_t block) const {
        return spikes_.data() + (slot * std::uint64_t(blocks_) + block) * spikes_room_;
    }
    std::uint64_t spikes_room() const { return spikes_room_; }
    std::size_t probe_count() const { return probes_.size(); }

  private:
    std::uint64_t values_of_rows(std::int64_t from, std::int64_t to) const {
        std::uint64_t values = 0;
        for (const Probe& probe : probes_) values += probe.rows(from, to) * probe.size();
        return values;
    }

    DeviceEngineSetting setting_;
    const DeviceLight<Real>& light_;
    std::uint32_t blocks_;
    std::uint64_t spikes_room_, values_room_ = 0;
    std::vector<Probe> probes_;
    std::vector<ProbeOfBlocks<Real>> of_blocks_;
    Buffer<CommandedOpsin<Real>> opsins_;
    Buffer<SharedProbe> shared_probes_;
    Buffer<double> irradiance_;  ///< [block][source]: blocks do not wait for each other to read it
    Pinned<double> values_;
    Pinned<Spike> spikes_;
    Pinned<PieceTotals> totals_;
    Buffer<std::uint64_t> relayed_;
};

}  // namespace spikelight
