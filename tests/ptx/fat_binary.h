// What nvcc puts into a program for the GPU.
#pragma once

#include <string>

namespace spikelight::ptx {

/// The PTX in what is handed to __cudaRegisterFatBinary; throws a std::runtime_error where there is none (compile with PTX, as
/// by CMAKE_CUDA_ARCHITECTURES=90).
std::string ptx_text(const void* wrapper);

}  // namespace spikelight::ptx
