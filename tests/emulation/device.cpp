// What the emulation has to say where the backend asks for a GPU.
#include "kernels/cuda/cuda_backend.h"

namespace spikelight {

std::string cuda_unavailable_reason() {
    return {};
}

}  // namespace spikelight
