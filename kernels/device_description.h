// What a user should know of a GPU.
#pragma once

#include <cstdint>
#include <string>

namespace spikelight {

struct DeviceDescription {
    std::string name;
    std::string compute_capability;  ///< "9.0"
    std::string driver;              ///< newest CUDA that the driver knows, "13.0"
    unsigned processors = 0;         ///< multiprocessors, as NVIDIA calls them
    std::uint64_t block_bytes = 0;   ///< of a processor's own memory, what a block may have
    std::uint64_t free_bytes = 0, total_bytes = 0;
};

}  // namespace spikelight
