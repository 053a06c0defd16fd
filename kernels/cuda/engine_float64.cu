#include "kernels/cuda/device_engine_impl.h"

namespace spikelight {

template std::uint64_t bytes_of_engine<double, std::int64_t>(const NetworkData&,
                                                             const NeuronPlaces&,
                                                             const ChosenLayout&,
                                                             const DrawnNetwork<std::int64_t>&);
template std::unique_ptr<Engine> make_device_engine<double, std::int64_t>(
    const DeviceEngineSetting&, DrawnNetwork<std::int64_t>);

}  // namespace spikelight
