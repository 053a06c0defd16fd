// The lights of an engine: sources, tables of transmittance, and the drives they give opsins.
#pragma once

#include <algorithm>
#include <array>
#include <span>
#include <vector>

#include "kernels/cuda/device_engine.h"
#include "kernels/cuda/light_kernels.h"
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
          irradiance_(device_, network_.sources.size()),
          weights_(device_, network_.opsins.size() * network_.sources.size()) {
        for (Command& command : commands_) {
            command.irradiance = Pinned<double>(device_, irradiance_.count());
            command.weights = Pinned<Real>(device_, weights_.count());
            command.taken = Mark(device_);
        }
        for (const auto& values : network_.field_values) {
            fields_.emplace_back(device_, values->size());
            fields_.back().upload(values->data(), values->size());
        }
        upload(network_.sources);
        irradiance_.fill_zero();
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
    Array<double> irradiance() const { return irradiance_.array(); }

    /// Takes new irradiances, W/m^2, behind what was begun.
    void command(std::span<const double> irradiance) {
        // Write them where an earlier command lay that the device has taken.
        Command& command = commands_[commands_so_far_++ % commands_.size()];
        if (commands_so_far_ > commands_.size()) device_.wait(command.taken);
        std::copy(irradiance.begin(), irradiance.end(), command.irradiance.data());
        for (std::size_t o = 0; o < network_.opsins.size(); ++o)
            for (std::size_t s = 0; s < irradiance.size(); ++s)
                command.weights[o * irradiance.size() + s] =
                    light_weight<Real>(network_.opsins[o], s, irradiance[s]);
        irradiance_.upload_later(command.irradiance, irradiance_.count());
        weights_.upload_later(command.weights, weights_.count());
        device_.set(command.taken);
    }

    /// Takes new places of the sources, after what was begun.
    void move(std::span<const LightSource> sources) {
        device_.synchronise();
        upload(sources);
        for (std::uint32_t p = 0; p < tables_.size(); ++p)
            if (tables_[p].count() > 0)
                device_.launch(grid_, TabulateTransmittance<Real>{lit(p), tables_[p].array()});
    }

    /// Gives opsin `index` of the network the drives of the last command.
    void refresh(std::size_t index, const OpsinView<Real>& view) {
        std::uint32_t population = network_.opsins[index].population;
        device_.launch(grid_,
                       RefreshDrives<Real>{lit(population), tables_[population].array(),
                                           weights_.array().from(index * sources_.count()), view});
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
    /// A command on its way to the device.
    struct Command {
        Pinned<double> irradiance;
        Pinned<Real> weights;
        Mark taken;
    };

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
    Buffer<double> irradiance_;
    Buffer<Real> weights_;  ///< [opsin][source]
    std::array<Command, 8> commands_;
    std::size_t commands_so_far_ = 0;
    std::vector<Buffer<Real>> tables_;  ///< per population: [source][neuron]
};

}  // namespace spikelight
