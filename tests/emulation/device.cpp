// What the emulation has to say where the backend asks for a GPU.
#include "kernels/cuda/cuda_backend.h"
#include "kernels/cuda/cuda_devices.h"

namespace spikelight {

std::string cuda_unavailable_reason() {
    return {};
}

std::vector<DeviceDescription> cuda_devices() {
    return {{"emulated GPU", "0.0", "0.0", 4, 0, 0, 0}};
}

}  // namespace spikelight
