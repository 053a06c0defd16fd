#include "tests/ptx/runtime_state.h"

#include <algorithm>
#include <cstring>
#include <iterator>

#include "tests/ptx/memory.h"
#include "tests/ptx/program.h"

namespace spikelight::ptx {
namespace {

thread_local cudaError_t last_error_here = cudaSuccess;

struct ErrorText {
    cudaError_t error;
    const char* text;
};
constexpr ErrorText error_texts[] = {
    {cudaSuccess, "no error"},
    {cudaErrorInvalidValue, "an argument is invalid"},
    {cudaErrorMemoryAllocation, "out of memory"},
    {cudaErrorCudartUnloading, "the program is ending"},
    {cudaErrorInvalidConfiguration, "no launch can have this many blocks or threads"},
    {cudaErrorInvalidMemcpyDirection, "no such direction of a copy"},
    {cudaErrorMissingConfiguration, "a launch without a configuration"},
    {cudaErrorInvalidDeviceFunction, "no such kernel for this GPU"},
    {cudaErrorInvalidDevice, "no such GPU"},
    {cudaErrorNoKernelImageForDevice, "the program has no PTX for this GPU"},
    {cudaErrorInvalidResourceHandle, "no such stream or event, or not one for this"},
    {cudaErrorIllegalState, "not in a state in which this can be done"},
    {cudaErrorNotReady, "not done yet"},
    {cudaErrorIllegalAddress, "a kernel did what it must not, as accessing memory it has not"},
    {cudaErrorLaunchOutOfResources, "the kernel cannot run with this many threads"},
    {cudaErrorLaunchFailure, "a kernel failed"},
    {cudaErrorCooperativeLaunchTooLarge, "more blocks than can be in flight together"},
    {cudaErrorNotSupported, "not supported by the GPU that PTX runs on here"},
    {cudaErrorStreamCaptureUnsupported, "not permitted while a stream is captured"},
    {cudaErrorStreamCaptureInvalidated, "an earlier error has spoilt the capture of the stream"},
    {cudaErrorStreamCaptureWrongThread, "the capture was begun by another thread"},
    {cudaErrorCapturedEvent, "the event was last recorded in a capture"},
    {cudaErrorUnknown, "unknown error"},
};

struct AttributeValue {
    cudaDeviceAttr attribute;
    int value;
};
constexpr AttributeValue attribute_values[] = {
    {cudaDevAttrComputeCapabilityMajor, device_major},
    {cudaDevAttrComputeCapabilityMinor, device_minor},
    {cudaDevAttrMultiProcessorCount, device_processors},
    {cudaDevAttrL2CacheSize, device_l2_bytes},
    {cudaDevAttrWarpSize, warp_lanes},
    {cudaDevAttrMaxThreadsPerBlock, most_block_threads},
    {cudaDevAttrMaxThreadsPerMultiProcessor, most_processor_threads},
    {cudaDevAttrMaxBlocksPerMultiprocessor, most_processor_blocks},
    {cudaDevAttrMaxBlockDimX, most_block_threads},
    {cudaDevAttrMaxBlockDimY, most_block_threads},
    {cudaDevAttrMaxBlockDimZ, 64},
    {cudaDevAttrMaxGridDimX, most_grid_blocks},
    {cudaDevAttrMaxGridDimY, 65535},
    {cudaDevAttrMaxGridDimZ, 65535},
    {cudaDevAttrMaxSharedMemoryPerBlock, usual_shared_bytes},
    {cudaDevAttrMaxSharedMemoryPerBlockOptin, most_shared_bytes},
    {cudaDevAttrMaxSharedMemoryPerMultiprocessor, processor_shared_bytes},
    {cudaDevAttrReservedSharedMemoryPerBlock, reserved_shared_bytes},
    {cudaDevAttrMaxRegistersPerBlock, device_registers},
    {cudaDevAttrMaxRegistersPerMultiprocessor, device_registers},
    {cudaDevAttrTotalConstantMemory, 65536},
    {cudaDevAttrAsyncEngineCount, 1},
    {cudaDevAttrConcurrentKernels, 1},
    {cudaDevAttrCooperativeLaunch, 1},
    {cudaDevAttrUnifiedAddressing, 1},
    {cudaDevAttrCanMapHostMemory, 1},
    {cudaDevAttrIntegrated, 0},
    {cudaDevAttrManagedMemory, 0},
    {cudaDevAttrComputeMode, cudaComputeModeDefault},
};

}  // namespace

DeviceState& device_state() {
    // Never destroyed: threads may be at work when the program ends.
    static DeviceState& state = *new DeviceState;
    return state;
}

void break_device(cudaError_t error) {
    DeviceState& state = device_state();
    std::lock_guard lock(state.mutex);
    cudaError_t sound = cudaSuccess;
    state.broken.compare_exchange_strong(sound, error);
    state.progress.notify_all();
}

cudaError_t sticky_error() {
    return device_state().broken.load();
}

cudaError_t note_error(cudaError_t error) {
    if (error != cudaSuccess) last_error_here = error;
    return error;
}

cudaError_t last_error(bool take_back) {
    cudaError_t error = last_error_here;
    if (take_back) last_error_here = cudaSuccess;
    cudaError_t sticky = sticky_error();
    return sticky != cudaSuccess ? sticky : error;
}

const char* error_text(cudaError_t error) {
    auto* found = std::find_if(std::begin(error_texts), std::end(error_texts),
                               [&](const ErrorText& known) { return known.error == error; });
    return found == std::end(error_texts) ? "unrecognized error code" : found->text;
}

bool device_attribute(cudaDeviceAttr attribute, int& value) {
    for (const AttributeValue& known : attribute_values) {
        if (known.attribute != attribute) continue;
        value = known.value;
        return true;
    }
    return false;
}

void describe_device(cudaDeviceProp& properties) {
    properties = {};
    std::strncpy(properties.name, device_name, sizeof properties.name - 1);
    properties.major = device_major;
    properties.minor = device_minor;
    properties.totalGlobalMem = total_memory;
    properties.multiProcessorCount = device_processors;
    properties.l2CacheSize = device_l2_bytes;
    properties.warpSize = warp_lanes;
    properties.maxThreadsPerBlock = most_block_threads;
    properties.maxThreadsPerMultiProcessor = most_processor_threads;
    properties.maxBlocksPerMultiProcessor = most_processor_blocks;
    properties.maxThreadsDim[0] = properties.maxThreadsDim[1] = most_block_threads;
    properties.maxThreadsDim[2] = 64;
    properties.maxGridSize[0] = most_grid_blocks;
    properties.maxGridSize[1] = properties.maxGridSize[2] = 65535;
    properties.sharedMemPerBlock = usual_shared_bytes;
    properties.sharedMemPerBlockOptin = most_shared_bytes;
    properties.sharedMemPerMultiprocessor = processor_shared_bytes;
    properties.reservedSharedMemPerBlock = reserved_shared_bytes;
    properties.regsPerBlock = properties.regsPerMultiprocessor = device_registers;
    properties.totalConstMem = 65536;
    properties.asyncEngineCount = 1;
    properties.concurrentKernels = 1;
    properties.cooperativeLaunch = 1;
    properties.unifiedAddressing = 1;
    properties.canMapHostMemory = 1;
}

}  // namespace spikelight::ptx
