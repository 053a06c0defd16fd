#include "kernels/cuda/cuda_devices.h"

#include "kernels/cuda/device.h"

namespace spikelight {
namespace {

std::string version_text(int major, int minor) {
    return std::to_string(major) + "." + std::to_string(minor);
}

}  // namespace

std::vector<DeviceDescription> cuda_devices() {
    int count = 0;
    if (cudaGetDeviceCount(&count) != cudaSuccess) {
        cudaGetLastError();
        return {};
    }
    int driver = 0;
    device::check(cudaDriverGetVersion(&driver), "asking the driver for its version");
    // To look at a device is to choose it for this thread; leave chosen what was.
    int chosen = 0;
    device::check(cudaGetDevice(&chosen), "asking which GPU is in use");
    std::vector<DeviceDescription> devices;
    for (int index = 0; index < count; ++index) {
        cudaDeviceProp properties{};
        device::check(cudaGetDeviceProperties(&properties, index), "asking a GPU for its name");
        // One that another program has for itself, say, is listed with nothing free.
        std::size_t free = 0, total = properties.totalGlobalMem;
        if (cudaSetDevice(index) != cudaSuccess || cudaMemGetInfo(&free, &total) != cudaSuccess)
            cudaGetLastError();
        devices.push_back({properties.name, version_text(properties.major, properties.minor),
                           version_text(driver / 1000, driver % 1000 / 10),
                           unsigned(properties.multiProcessorCount),
                           properties.sharedMemPerBlockOptin, free, total});
    }
    if (cudaSetDevice(chosen) != cudaSuccess) cudaGetLastError();
    return devices;
}

}  // namespace spikelight
