// The calls of the CUDA runtime that ask for the GPU, its errors and its kernels, and launch these; as the runtime's own
// library has them, which this one stands for.
#include <cuda_runtime_api.h>

#include <climits>
#include <vector>

#include "tests/ptx/modules.h"
#include "tests/ptx/runtime_state.h"

namespace spikelight::ptx {
namespace {

/// Between <<< >>> and the launch that follows.
thread_local std::vector<Configuration> pushed_configurations;

FatBinary& binary_of(void** handle) {
    return *reinterpret_cast<FatBinary*>(handle);
}

bool is_device(int index) {
    return index == 0;
}

cudaError_t find_loaded(const void* function, RegisteredKernel*& kernel, const Program*& program) {
    kernel = find_kernel(function);
    return kernel ? kernel->load(program) : cudaErrorInvalidDeviceFunction;
}

cudaError_t set_dynamic_bytes(RegisteredKernel& kernel, const Program& program, int bytes) {
    if (bytes < 0 || std::size_t(bytes) + program.shared_bytes > most_shared_bytes)
        return cudaErrorInvalidValue;
    kernel.allow_dynamic_bytes(std::size_t(bytes));
    return cudaSuccess;
}

cudaError_t launch_as_configured(const cudaLaunchConfig_t& from, const void* function,
                                 void** arguments) {
    Configuration configuration{from.gridDim, from.blockDim, from.dynamicSmemBytes, from.stream};
    for (unsigned i = 0; i < from.numAttrs; ++i) {
        const cudaLaunchAttribute& attribute = from.attrs[i];
        switch (attribute.id) {
            case cudaLaunchAttributeIgnore:
            case cudaLaunchAttributeProgrammaticStreamSerialization:
                // To begin before the launch ahead has ended is permitted, but no duty.
                break;
            case cudaLaunchAttributeCooperative:
                configuration.together = attribute.val.cooperative != 0;
                break;
            default:
                return cudaErrorNotSupported;
        }
    }
    return launch(find_kernel(function), configuration, arguments);
}

}  // namespace
}  // namespace spikelight::ptx

namespace ptx = spikelight::ptx;

// What the code that nvcc generates calls; NVIDIA named it.
// NOLINTBEGIN(bugprone-reserved-identifier,readability-identifier-naming)
extern "C" {

void** __cudaRegisterFatBinary(void* wrapper) {
    return reinterpret_cast<void**>(ptx::register_binary(wrapper));
}

void __cudaRegisterFatBinaryEnd(void**) {}

/// Kernels may still run when the program ends: binaries stay.
void __cudaUnregisterFatBinary(void**) {}

/// For managed variables, which are not supported.
char __cudaInitModule(void**) {
    return 0;
}

void __cudaRegisterFunction(void** handle, const char* host_function, char*, const char* name, int,
                            uint3*, uint3*, dim3*, dim3*, int*) {
    ptx::register_kernel(ptx::binary_of(handle), host_function, name);
}

/// Kernels find variables in their own module, and the host has no call that asks for one.
void __cudaRegisterVar(void**, char*, char*, const char*, int, size_t, int, int) {}

unsigned __cudaPushCallConfiguration(dim3 blocks, dim3 threads, size_t shared_bytes,
                                     cudaStream_t stream) {
    ptx::pushed_configurations.push_back({blocks, threads, shared_bytes, stream});
    return 0;
}

cudaError_t __cudaPopCallConfiguration(dim3* blocks, dim3* threads, size_t* shared_bytes,
                                       void* stream) {
    auto& pushed = ptx::pushed_configurations;
    if (pushed.empty()) return ptx::note_error(cudaErrorMissingConfiguration);
    *blocks = pushed.back().blocks;
    *threads = pushed.back().threads;
    *shared_bytes = pushed.back().shared_bytes;
    *static_cast<cudaStream_t*>(stream) = pushed.back().stream;
    pushed.pop_back();
    return cudaSuccess;
}

/// Does not load it.
cudaError_t __cudaGetKernel(cudaKernel_t* kernel, const void* host_function) {
    return ptx::answer([&] {
        *kernel = reinterpret_cast<cudaKernel_t>(ptx::find_kernel(host_function));
        return *kernel ? cudaSuccess : cudaErrorInvalidDeviceFunction;
    });
}

cudaError_t __cudaLaunchKernel(cudaKernel_t kernel, dim3 blocks, dim3 threads, void** arguments,
                               size_t shared_bytes, cudaStream_t stream) {
    return cudaLaunchKernel(reinterpret_cast<const void*>(kernel), blocks, threads, arguments,
                            shared_bytes, stream);
}
// NOLINTEND(bugprone-reserved-identifier,readability-identifier-naming)

// The GPU.

cudaError_t cudaGetDeviceCount(int* count) {
    return ptx::answer([&] {
        if (!count) return cudaErrorInvalidValue;
        *count = 1;
        return cudaSuccess;
    });
}

cudaError_t cudaSetDevice(int index) {
    return ptx::answer(
        [&] { return ptx::is_device(index) ? cudaSuccess : cudaErrorInvalidDevice; });
}

cudaError_t cudaGetDevice(int* index) {
    return ptx::answer([&] {
        if (!index) return cudaErrorInvalidValue;
        *index = 0;
        return cudaSuccess;
    });
}

cudaError_t cudaDriverGetVersion(int* version) {
    return ptx::answer([&] {
        if (!version) return cudaErrorInvalidValue;
        *version = CUDART_VERSION;
        return cudaSuccess;
    });
}

cudaError_t cudaRuntimeGetVersion(int* version) {
    return cudaDriverGetVersion(version);
}

cudaError_t cudaDeviceGetAttribute(int* value, cudaDeviceAttr attribute, int index) {
    return ptx::answer([&] {
        if (!value) return cudaErrorInvalidValue;
        if (!ptx::is_device(index)) return cudaErrorInvalidDevice;
        return ptx::device_attribute(attribute, *value) ? cudaSuccess : cudaErrorInvalidValue;
    });
}

cudaError_t cudaGetDeviceProperties(cudaDeviceProp* properties, int index) {
    return ptx::answer([&] {
        if (!properties) return cudaErrorInvalidValue;
        if (!ptx::is_device(index)) return cudaErrorInvalidDevice;
        ptx::describe_device(*properties);
        return cudaSuccess;
    });
}

// Errors.

cudaError_t cudaGetLastError() {
    return ptx::last_error(true);
}

cudaError_t cudaPeekAtLastError() {
    return ptx::last_error(false);
}

const char* cudaGetErrorString(cudaError_t error) {
    return ptx::error_text(error);
}

// Kernels.

cudaError_t cudaFuncGetAttributes(cudaFuncAttributes* attributes, const void* function) {
    return ptx::answer([&] {
        if (!attributes) return cudaErrorInvalidValue;
        ptx::RegisteredKernel* kernel = nullptr;
        const ptx::Program* program = nullptr;
        if (cudaError_t error = ptx::find_loaded(function, kernel, program)) return error;
        *attributes = {};
        attributes->ptxVersion = attributes->binaryVersion =
            10 * ptx::device_major + ptx::device_minor;
        attributes->maxThreadsPerBlock = int(program->most_threads);
        attributes->sharedSizeBytes = program->shared_bytes;
        attributes->localSizeBytes = program->local_bytes;
        attributes->maxDynamicSharedSizeBytes = int(kernel->most_dynamic_bytes(*program));
        attributes->numRegs = ptx::device_registers / int(ptx::most_block_threads);
        return cudaSuccess;
    });
}

cudaError_t cudaFuncSetAttribute(const void* function, cudaFuncAttribute attribute, int value) {
    return ptx::answer([&] {
        ptx::RegisteredKernel* kernel = nullptr;
        const ptx::Program* program = nullptr;
        if (cudaError_t error = ptx::find_loaded(function, kernel, program)) return error;
        switch (attribute) {
            case cudaFuncAttributeMaxDynamicSharedMemorySize:
                return ptx::set_dynamic_bytes(*kernel, *program, value);
            case cudaFuncAttributePreferredSharedMemoryCarveout:
                return value >= -1 && value <= 100 ? cudaSuccess : cudaErrorInvalidValue;
            default:
                return cudaErrorNotSupported;
        }
    });
}

cudaError_t cudaOccupancyMaxActiveBlocksPerMultiprocessorWithFlags(
    int* blocks, const void* function, int threads, size_t dynamic_bytes, unsigned flags) {
    return ptx::answer([&] {
        if (!blocks || threads <= 0) return cudaErrorInvalidValue;
        if (flags & ~unsigned(cudaOccupancyDisableCachingOverride)) return cudaErrorInvalidValue;
        ptx::RegisteredKernel* kernel = nullptr;
        const ptx::Program* program = nullptr;
        if (cudaError_t error = ptx::find_loaded(function, kernel, program)) return error;
        *blocks =
            int(ptx::blocks_per_processor(*kernel, *program, unsigned(threads), dynamic_bytes));
        return cudaSuccess;
    });
}

cudaError_t cudaLaunchKernel(const void* function, dim3 blocks, dim3 threads, void** arguments,
                             size_t shared_bytes, cudaStream_t stream) {
    return ptx::answer([&] {
        return ptx::launch(ptx::find_kernel(function), {blocks, threads, shared_bytes, stream},
                           arguments);
    });
}

cudaError_t cudaLaunchCooperativeKernel(const void* function, dim3 blocks, dim3 threads,
                                        void** arguments, size_t shared_bytes,
                                        cudaStream_t stream) {
    return ptx::answer([&] {
        return ptx::launch(ptx::find_kernel(function),
                           {blocks, threads, shared_bytes, stream, true}, arguments);
    });
}

cudaError_t cudaLaunchKernelExC(const cudaLaunchConfig_t* configuration, const void* function,
                                void** arguments) {
    return ptx::answer([&] {
        if (!configuration) return cudaErrorInvalidValue;
        return ptx::launch_as_configured(*configuration, function, arguments);
    });
}

}  // extern "C"
