// Pictures made on a CUDA device.
#pragma once

#include <memory>

#include "kernels/picture_device.h"

namespace spikelight {

/// Device `device` as CUDA counts them. Throws std::runtime_error where it cannot be used.
std::unique_ptr<PictureDevice> make_cuda_picture_device(int device);

}  // namespace spikelight
