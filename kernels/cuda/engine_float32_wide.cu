#include "kernels/cuda/device_engine_impl.h"

namespace spikelight {

template std::uint64_t bytes_of_engine<float, std::int64_t>(const NetworkData&, const NeuronPlaces&,
                                                            const ChosenLayout&,
                                                            const DrawnNetwork<std::int32_t>&);
template std::unique_ptr<Engine> make_device_engine<float, std::int64_t>(
    const DeviceEngineSetting&, DrawnNetwork<std::int32_t>);

}  // namespace spikelight
