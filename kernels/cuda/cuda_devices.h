// The GPUs of this machine.
#pragma once

#include <vector>

#include "kernels/device_description.h"

namespace spikelight {

/// In CUDA's order; none where the driver has none, or is missing.
std::vector<DeviceDescription> cuda_devices();

}  // namespace spikelight
