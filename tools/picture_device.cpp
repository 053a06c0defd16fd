#include "tools/picture_device.h"

#include <stdexcept>

#include "tools/commands/options.h"
#ifdef SPIKELIGHT_HAS_CUDA
#include "kernels/cuda/cuda_backend.h"
#include "kernels/cuda/march_device.h"
#endif

namespace spikelight {

std::unique_ptr<PictureDevice> make_picture_device(const std::string& backend) {
#ifdef SPIKELIGHT_HAS_CUDA
    if (backend == "cpu") return nullptr;
    std::string reason = cuda_unavailable_reason();
    if (reason.empty()) return make_cuda_picture_device(0);
    if (backend == "cuda") throw std::runtime_error("--backend cuda (" + reason + ")");
#else
    require_backend(backend);
#endif
    return nullptr;
}

std::string name_of(const PictureDevice* device) {
    return device ? device->device() : "cpu";
}

}  // namespace spikelight
