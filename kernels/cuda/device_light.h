// The lights of an engine: sources, tables of transmittance, and the drives they give opsins.
#pragma once

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
          weights_(device_, network_.sources.size()) {
        sources_.upload(network_.sources.data(), network_.sources.size());
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

    /// Takes new irradiances, W/m^2.
    void command(std::span<const double> irradiance) {
        irradiance_.upload(irradiance.data(), irradiance.size());
    }

    /// Gives an opsin the drives of these irradiances.
    void refresh(const OpsinData& opsin, const OpsinView<Real>& view,
                 std::span<const double> irradiance) {
        std::vector<Real> weights;
        for (std::size_t s = 0; s < irradiance.size(); ++s)
            weights.push_back(light_weight<Real>(opsin, s, irradiance[s]));
        weights_.upload(weights.data(), weights.size());
        device_.launch(grid_,
                       RefreshDrives<Real>{lit(opsin.population), tables_[opsin.population].array(),
                                           weights_.array(), view});
        // The weights are one opsin's; the next waits.
        device_.synchronise();
    }

    std::uint64_t bytes_of_tables() const {
        std::uint64_t bytes = 0;
        for (const Buffer<Real>& table : tables_) bytes += table.bytes();
        return bytes;
    }

  private:
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
    Buffer<LightSource> sources_;
    Buffer<double> irradiance_;
    Buffer<Real> weights_;
    std::vector<Buffer<Real>> tables_;  ///< per population: [source][neuron]
};

}  // namespace spikelight
