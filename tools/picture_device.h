// Where pictures are made: on a GPU, or on the CPU.
#pragma once

#include <memory>
#include <string>

#include "kernels/picture_device.h"

namespace spikelight {

/// The device for `backend` (auto, cpu or cuda); none: the CPU. "auto" takes a GPU where one can be used. Throws
/// std::runtime_error for "cuda" where none can, or this build does not know how.
std::unique_ptr<PictureDevice> make_picture_device(const std::string& backend);

/// What to tell the user of it: "cpu", or the GPU's name.
std::string name_of(const PictureDevice* device);

}  // namespace spikelight
