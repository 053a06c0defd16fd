// A GPU as kernels/cuda/device_nvcc.h declares it.
#include <cstdio>
#include <stdexcept>

#include "kernels/cuda/cuda_backend.h"
#include "kernels/cuda/device.h"

namespace spikelight {
namespace device {
namespace {

std::string advice_for(cudaError_t error) {
    switch (error) {
        case cudaErrorMemoryAllocation:
            return "Use a smaller network, another GPU, or --backend cpu";
        case cudaErrorNoDevice:
        case cudaErrorInvalidDevice:
            return "Use --backend cpu, or a machine with an NVIDIA GPU";
        case cudaErrorInsufficientDriver:
            return "Install an NVIDIA driver for CUDA " + std::to_string(CUDART_VERSION / 1000) +
                   "." + std::to_string(CUDART_VERSION % 1000 / 10) +
                   " or later, or use --backend cpu";
        case cudaErrorNoKernelImageForDevice:
        case cudaErrorInvalidDeviceFunction:
        case cudaErrorUnsupportedPtxVersion:
            return "Build with this GPU among CMAKE_CUDA_ARCHITECTURES, or use --backend cpu";
        default:
            return "Run again; if it happens again, use --backend cpu and report it";
    }
}

}  // namespace

void check(cudaError_t error, const char* doing) {
    if (error == cudaSuccess) return;
    // Errors that do not stick are taken back, so that they are not told twice.
    cudaGetLastError();
    throw std::runtime_error(std::string("CUDA failed while ") + doing + " (" +
                             cudaGetErrorString(error) + "). " + advice_for(error));
}

Device::Device(int index) {
    check(cudaSetDevice(index), "choosing the GPU");
    auto ask = [&](cudaDeviceAttr attribute) {
        int value = 0;
        check(cudaDeviceGetAttribute(&value, attribute, index), "asking the GPU for its size");
        return unsigned(value);
    };
    processors_ = ask(cudaDevAttrMultiProcessorCount);
    near_memory_ = ask(cudaDevAttrL2CacheSize);
    most_shared_bytes_ = ask(cudaDevAttrMaxSharedMemoryPerBlockOptin);
    cudaStream_t stream = nullptr;
    check(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking), "creating a stream");
    stream_.reset(stream);
}

std::string Device::name() const {
    int index = 0;
    cudaDeviceProp properties{};
    check(cudaGetDevice(&index), "asking which GPU is in use");
    check(cudaGetDeviceProperties(&properties, index), "asking the GPU for its name");
    return properties.name;
}

Memory Device::memory() const {
    std::size_t free = 0, total = 0;
    check(cudaMemGetInfo(&free, &total), "asking the GPU how much memory is free");
    return {free, total};
}

void Device::load(const std::function<void()>& launches) {
    loading_ = true;
    try {
        launches();
    } catch (...) {
        loading_ = false;
        throw;
    }
    loading_ = false;
}

Graph Device::record(const std::function<void()>& launches) {
    // Loading a kernel while a stream records would break the recording.
    load(launches);

    cudaGraph_t graph = nullptr;
    check(cudaStreamBeginCapture(stream(), cudaStreamCaptureModeThreadLocal), "recording a graph");
    try {
        launches();
    } catch (...) {
        // Leave the stream usable.
        if (cudaStreamEndCapture(stream(), &graph) == cudaSuccess) cudaGraphDestroy(graph);
        throw;
    }
    check(cudaStreamEndCapture(stream(), &graph), "recording a graph");
    std::unique_ptr<CUgraph_st, cudaError_t (*)(cudaGraph_t)> owned(graph, &cudaGraphDestroy);
    cudaGraphExec_t executable = nullptr;
    check(cudaGraphInstantiate(&executable, graph, 0), "preparing a graph");
    return Graph(executable);
}

void Device::replay(const Graph& graph) {
    check(cudaGraphLaunch(graph.get(), stream()), "launching a graph");
}

void Device::synchronise() {
    check(cudaStreamSynchronize(stream()), "advancing the network");
}

Mark::Mark(Device&) {
    cudaEvent_t event = nullptr;
    check(cudaEventCreateWithFlags(&event, cudaEventDisableTiming), "creating an event");
    event_.reset(event);
}

void Device::set(Mark& mark) {
    check(cudaEventRecord(mark.event_.get(), stream()), "advancing the network");
}

void Device::wait(const Mark& mark) {
    check(cudaEventSynchronize(mark.event_.get()), "advancing the network");
}

bool Device::passed(const Mark& mark) const {
    cudaError_t state = cudaEventQuery(mark.event_.get());
    // That it is not passed is no error, but would be kept as one.
    if (state == cudaErrorNotReady) cudaGetLastError();
    if (state != cudaErrorNotReady) check(state, "advancing the network");
    return state == cudaSuccess;
}

void* Device::scratch(std::size_t bytes) {
    if (bytes > scratch_bytes_) {
        scratch_.reset();
        scratch_bytes_ = 0;
        scratch_.reset(allocate(bytes));
        scratch_bytes_ = bytes;
    }
    return scratch_.get();
}

void* Device::allocate(std::uint64_t bytes) {
    void* memory = nullptr;
    std::string doing = "allocating " + std::to_string(bytes) + " bytes of GPU memory";
    check(cudaMalloc(&memory, bytes), doing.c_str());
    return memory;
}

void* Device::allocate_pinned(std::uint64_t bytes) {
    void* memory = nullptr;
    check(cudaHostAlloc(&memory, bytes, cudaHostAllocMapped), "allocating memory of the host");
    return memory;
}

void Device::upload_later(void* to, const void* pinned, std::uint64_t bytes) {
    check(cudaMemcpyAsync(to, pinned, bytes, cudaMemcpyHostToDevice, stream()),
          "copying to the GPU");
}

void Device::upload(void* to, const void* from, std::uint64_t bytes) {
    check(cudaMemcpyAsync(to, from, bytes, cudaMemcpyHostToDevice, stream()), "copying to the GPU");
    // The caller may change or free its memory at once.
    synchronise();
}

void Device::download(void* to, const void* from, std::uint64_t bytes) {
    check(cudaMemcpyAsync(to, from, bytes, cudaMemcpyDeviceToHost, stream()),
          "copying from the GPU");
    synchronise();
}

void Device::fill_zero(void* memory, std::uint64_t bytes) {
    check(cudaMemsetAsync(memory, 0, bytes, stream()), "clearing GPU memory");
}

Stopwatch::Stopwatch(Device& device) : device_(&device) {
    for (Event* event : {&from_, &to_}) {
        cudaEvent_t created = nullptr;
        check(cudaEventCreate(&created), "creating an event");
        event->reset(created);
    }
}

void Stopwatch::start() {
    check(cudaEventRecord(from_.get(), device_->stream()), "recording an event");
}

double Stopwatch::stop() {
    float milliseconds = 0;
    check(cudaEventRecord(to_.get(), device_->stream()), "recording an event");
    check(cudaEventSynchronize(to_.get()), "drawing a picture");
    check(cudaEventElapsedTime(&milliseconds, from_.get(), to_.get()), "reading the time");
    return 1e-3 * double(milliseconds);
}

}  // namespace device

namespace {

/// What is asked for to see that this build has machine code for a GPU.
struct DoNothing {
    static constexpr unsigned most_threads = 32;
    SPIKELIGHT_DEVICE void operator()() const {}
};

}  // namespace

std::string cuda_unavailable_reason() {
    int count = 0;
    cudaError_t error = cudaGetDeviceCount(&count);
    if (error == cudaSuccess && count == 0) error = cudaErrorNoDevice;
    cudaFuncAttributes attributes;
    if (error == cudaSuccess)
        error = cudaFuncGetAttributes(&attributes, device::run_kernel<DoNothing>);
    if (error == cudaSuccess) return {};
    cudaGetLastError();
    return std::string(cudaGetErrorString(error)) + ". " + device::advice_for(error);
}

}  // namespace spikelight
