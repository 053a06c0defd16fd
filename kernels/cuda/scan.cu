// Prefix sums by CUB.
#include <cub/device/device_scan.cuh>

#include "kernels/cuda/device.h"

namespace spikelight::device {

void Device::exclusive_scan(Array<std::uint32_t> values, Array<std::uint64_t> result,
                            std::uint64_t count) {
    // Ask for the scratch memory, then scan. Sums are taken in 64 bits, as the start value is.
    auto scan = [&](void* scratch, std::size_t& bytes) {
        check(cub::DeviceScan::ExclusiveScan(scratch, bytes, values.data, result.data,
                                             cuda::std::plus<std::uint64_t>(), std::uint64_t(0),
                                             count, stream()),
              "summing up");
    };
    std::size_t bytes = 0;
    scan(nullptr, bytes);
    scan(scratch(bytes), bytes);
}

}  // namespace spikelight::device
