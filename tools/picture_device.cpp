#include "tools/picture_device.h"

#include "tools/backend_choice.h"
#ifdef SPIKELIGHT_HAS_CUDA
#include "kernels/cuda/march_device.h"
#endif

namespace spikelight {

std::unique_ptr<PictureDevice> make_picture_device(const std::string& backend) {
    require_backend(backend);
#ifdef SPIKELIGHT_HAS_CUDA
    if (backend != "cpu" && why_no_cuda().empty()) return make_cuda_picture_device(0);
#endif
    return nullptr;
}

std::string name_of(const PictureDevice* device) {
    return device ? device->device() : "cpu";
}

}  // namespace spikelight
