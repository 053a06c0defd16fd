// The engines for one choice of number types; engine_*.cu compile them once for each.
#pragma once

#include "kernels/cuda/graph_engine.h"
#include "kernels/cuda/resident_engine.h"

namespace spikelight {

template <class Real, class Input, class Weight>
std::uint64_t bytes_of_engine(const NetworkData& network, const NeuronPlaces& places,
                              const ChosenLayout& layout, const DrawnNetwork<Weight>& drawn) {
    StateSizes sizes = sizes_of(network, layout, drawn);
    std::uint64_t bytes =
        places.places() *
            (2 * sizeof(Real) + (sizes.adapts ? sizeof(Real) : 0) + (sizes.refractory ? 4 : 0) +
             (sizes.chances ? 4 : 0) + sizeof(std::uint32_t) + sizes.input_slots * sizeof(Input)) +
        (sizes.bit_slots + 2) * std::uint64_t(places.words()) * sizeof(std::uint32_t) +
        sizes.chunks * sizeof(Chunk) + DeviceLight<Real>::bytes_of_fields(network);
    for (const OpsinData& opsin : network.opsins)
        bytes += (4 + drive_count(opsin)) * sizeof(Real) *
                 std::uint64_t(network.populations[opsin.population].size);
    if (!layout.resident)
        bytes += DeviceRecorder::bytes(layout.spikes_per_copy,
                                       std::uint64_t(layout.steps_at_once) * places.words());
    else
        bytes += std::uint64_t(ResidentNetwork<Real, Input>::bytes(network, places, layout, drawn));
    return bytes;
}

template <class Real, class Input, class Weight>
std::unique_ptr<Engine> make_device_engine(const DeviceEngineSetting& setting,
                                           DrawnNetwork<Weight> drawn) {
    std::uint64_t bytes =
        bytes_of_engine<Real, Input>(setting.network, setting.places, setting.layout, drawn);
    if (setting.layout.resident)
        return std::make_unique<ResidentEngine<Real, Input>>(setting, std::move(drawn), bytes);
    return std::make_unique<GraphEngine<Real, Input>>(setting, std::move(drawn), bytes);
}

}  // namespace spikelight
