// The lights of an engine: sources, tables of transmittance, and the drives they give opsins.
#pragma once

#include <algorithm>
#include <span>
#include <vector>

#include "kernels/cuda/device_engine.h"
#include "kernels/cuda/light_kernels.h"
#include "kernels/cuda/pinned_ring.h"
#include "kernels/run_constants.h"

namespace spikelight {

template <class Real>
class DeviceLight {
  public:
    explicit DeviceLight(const DeviceEngineSetting& setting)
        : device_(setting.device),
          network_(setting.network),
          positions_(setting.positions),
          grid_(setting.layout.grid),
          sources_(device_, network_.sources.size()),
          command_(device_, command_numbers(network_)),
          commands_(device_, command_.count()) {
        for (const auto& values : network_.field_values) {
            fields_.emplace_back(device_, values->size());
            fields_.back().upload(values->data(), values->size());
        }
        upload(network_.sources);
        command_.fill_zero();
        tables_.resize(network_.populations.size());
        for (const OpsinData& opsin : network_.opsins) tabulate(opsin.population);
    }

    LitPopulation lit(std::uint32_t population) const {
        const PopulationData& p = network_.populations[population];
        return {sources_.array(),
                std::uint32_t(network_.sources.size()),
                positions_.x.array(),
                positions_.y.array(),
                positions_.z.array(),
                p.first,
                p.size};
    }
    Array<double> irradiance() const { return command_.array(); }

    /// The command_numbers() of a command: irradiances [source], W/m^2, behind them [opsin][source]: light_weight().
    void fill(std::span<const double> irradiance, std::span<double> numbers) const {
        std::copy(irradiance.begin(), irradiance.end(), numbers.begin());
        for (std::size_t o = 0; o < network_.opsins.size(); ++o)
            for (std::size_t s = 0; s < irradiance.size(); ++s)
                numbers[weights_of(o) + s] =
                    double(light_weight<Real>(network_.opsins[o], s, irradiance[s]));
    }
    /// Where in a command the weights of an opsin's sources begin.
    std::size_t weights_of(std::size_t opsin) const {
        return (1 + opsin) * network_.sources.size();
    }

    /// Takes new irradiances, W/m^2, behind what was begun.
    void command(std::span<const double> irradiance) {
        Pinned<double>& values = commands_.next();
        fill(irradiance, {values.data(), command_.count()});
        command_.upload_later(values, command_.count());
        commands_.sent();
    }

    /// Takes new places of the sources, after what was begun.
    void move(std::span<const LightSource> sources) {
        device_.synchronise();
        upload(sources);
        for (std::uint32_t p = 0; p < tables_.size(); ++p)
            if (tables_[p].count() > 0)
                device_.launch(grid_, TabulateTransmittance<Real>{lit(p), tables_[p].array()});
    }

    /// Opsin `index` of the network in its light.
    LitOpsin<Real> lit_opsin(std::size_t index, const OpsinView<Real>& view) const {
        std::uint32_t population = network_.opsins[index].population;
        return {lit(population), tables_[population].array(), view};
    }
    /// Gives it the drives of the last command.
    void refresh(std::size_t index, const OpsinView<Real>& view) {
        device_.launch(grid_, RefreshDrives<Real>{lit_opsin(index, view),
                                                  command_.array().from(weights_of(index))});
    }

    /// Of measured fields, which no engine can do without.
    static std::uint64_t bytes_of_fields(const NetworkData& network) {
        std::uint64_t bytes = 0;
        for (const auto& values : network.field_values) bytes += values->size() * sizeof(float);
        return bytes;
    }

    std::uint64_t bytes_of_tables() const {
        std::uint64_t bytes = 0;
        for (const Buffer<Real>& table : tables_) bytes += table.bytes();
        return bytes;
    }

  private:
    /// Sources see their fields where the device has them.
    void upload(std::span<const LightSource> sources) {
        std::vector<LightSource> there(sources.begin(), sources.end());
        for (LightSource& source : there)
            for (std::size_t k = 0; k < fields_.size(); ++k)
                if (source.field.values == network_.field_values[k]->data()) {
                    source.field.values = fields_[k].array().data;
                    break;
                }
        sources_.upload(there.data(), there.size());
    }

    /// Where half of what is left holds the table; else transmittances are computed at every command.
    void tabulate(std::uint32_t population) {
        Buffer<Real>& table = tables_[population];
        std::uint64_t elements =
            network_.sources.size() * std::uint64_t(network_.populations[population].size);
        if (table.count() > 0 || elements * sizeof(Real) > device_.memory().free / 2) return;
        table = Buffer<Real>(device_, elements);
        device_.launch(grid_, TabulateTransmittance<Real>{lit(population), table.array()});
    }

    Device& device_;
    const NetworkData& network_;
    const DevicePositions& positions_;
    Grid grid_;
    std::vector<Buffer<float>> fields_;  ///< as NetworkData::field_values
    Buffer<LightSource> sources_;
    Buffer<double> command_;  ///< see fill()
    PinnedRing<double> commands_;
    std::vector<Buffer<Real>> tables_;  ///< per population: [source][neuron]
};

}  // namespace spikelight
