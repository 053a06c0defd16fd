// The device as nvcc sees it; included by device.h. Every call of the runtime is checked; errors are std::runtime_error.
#pragma once

#include <cuda_runtime.h>

#include <cuda/atomic>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#define SPIKELIGHT_DEVICE __device__ __forceinline__
#define SPIKELIGHT_DEVICE_APART __device__ __noinline__

namespace spikelight::device {

template <class T>
struct Array {
    T* data = nullptr;
    SPIKELIGHT_DEVICE T& operator[](std::uint64_t i) const { return data[i]; }
    SPIKELIGHT_HD explicit operator bool() const { return data != nullptr; }
    SPIKELIGHT_HD Array from(std::uint64_t begin) const { return {data + begin}; }
};

SPIKELIGHT_DEVICE unsigned thread_index() {
    return threadIdx.x;
}
SPIKELIGHT_DEVICE unsigned block_index() {
    return blockIdx.x;
}
SPIKELIGHT_DEVICE unsigned block_threads() {
    return blockDim.x;
}
SPIKELIGHT_DEVICE unsigned block_count() {
    return gridDim.x;
}

SPIKELIGHT_DEVICE void barrier() {
    __syncthreads();
}
/// Waits for all blocks of a launch_together(), for the `meeting`-th time in this launch, counted from 1; `arrived` is one
/// element, 0 at the launch. Of each block one thread counts and polls.
SPIKELIGHT_DEVICE void grid_barrier(Array<std::uint32_t> arrived, std::uint32_t meeting) {
    __syncthreads();
    if (threadIdx.x == 0) {
        cuda::atomic_ref<std::uint32_t, cuda::thread_scope_device> count(*arrived.data);
        std::uint32_t all = meeting * gridDim.x;
        count.fetch_add(1, cuda::memory_order_release);
        while (std::int32_t(count.load(cuda::memory_order_acquire) - all) < 0) {
        }
    }
    __syncthreads();
}
SPIKELIGHT_DEVICE void warp_barrier() {
    __syncwarp();
}
SPIKELIGHT_DEVICE std::uint32_t ballot(bool vote) {
    return __ballot_sync(~0u, vote);
}
SPIKELIGHT_DEVICE void nap() {
    __nanosleep(20);
}
SPIKELIGHT_DEVICE std::uint64_t nanoseconds() {
    std::uint64_t now;
    asm volatile("mov.u64 %0, %%globaltimer;" : "=l"(now));
    return now;
}
using SharedElement = cuda::atomic_ref<std::uint64_t, cuda::thread_scope_system>;
SPIKELIGHT_DEVICE std::uint64_t peek(Array<std::uint64_t> a, std::uint64_t i) {
    return SharedElement(a.data[i]).load(cuda::memory_order_relaxed);
}
SPIKELIGHT_DEVICE void poke(Array<std::uint64_t> a, std::uint64_t i, std::uint64_t x) {
    SharedElement(a.data[i]).store(x, cuda::memory_order_relaxed);
}
SPIKELIGHT_DEVICE void tell_host(Array<std::uint64_t> a, std::uint64_t i, std::uint64_t x) {
    SharedElement(a.data[i]).store(x, cuda::memory_order_release);
}
SPIKELIGHT_DEVICE unsigned count_bits(std::uint32_t bits) {
    return unsigned(__popc(bits));
}

/// The lowest bit that is set; one must be.
SPIKELIGHT_DEVICE unsigned first_bit(std::uint32_t bits) {
    return unsigned(__ffs(int(bits)) - 1);
}

template <class T>
SPIKELIGHT_DEVICE T shuffle(T x, unsigned lane) {
    return __shfl_sync(~0u, x, int(lane));
}

SPIKELIGHT_DEVICE std::int32_t atomic_add(Array<std::int32_t> a, std::uint64_t i, std::int32_t x) {
    return atomicAdd(a.data + i, x);
}
SPIKELIGHT_DEVICE std::uint32_t atomic_add(Array<std::uint32_t> a, std::uint64_t i,
                                           std::uint32_t x) {
    return atomicAdd(a.data + i, x);
}
// CUDA adds 64 bits unsigned; the sums are the same bits.
SPIKELIGHT_DEVICE std::int64_t atomic_add(Array<std::int64_t> a, std::uint64_t i, std::int64_t x) {
    auto* element = reinterpret_cast<unsigned long long*>(a.data + i);
    return std::int64_t(atomicAdd(element, (unsigned long long)(x)));
}
SPIKELIGHT_DEVICE std::uint64_t atomic_add(Array<std::uint64_t> a, std::uint64_t i,
                                           std::uint64_t x) {
    auto* element = reinterpret_cast<unsigned long long*>(a.data + i);
    return std::uint64_t(atomicAdd(element, (unsigned long long)(x)));
}
/// The same on the block's shared memory, where nobody asks what was there. It has no addition of 64 bits (the compiler
/// would try again until nobody came between): add the halves, and carry where the lower one wraps around.
SPIKELIGHT_DEVICE void add_near(Array<std::int32_t> a, std::uint64_t i, std::int32_t x) {
    atomicAdd(a.data + i, x);
}
SPIKELIGHT_DEVICE void add_near(Array<std::int64_t> a, std::uint64_t i, std::int64_t x) {
    auto* halves = reinterpret_cast<unsigned*>(a.data + i);
    unsigned low = unsigned(x), before = atomicAdd(halves, low);
    unsigned high = unsigned(std::uint64_t(x) >> 32) + (before + low < before ? 1u : 0u);
    if (high != 0) atomicAdd(halves + 1, high);
}
SPIKELIGHT_DEVICE std::uint32_t atomic_max(Array<std::uint32_t> a, std::uint64_t i,
                                           std::uint32_t x) {
    return atomicMax(a.data + i, x);
}

/// Asks for the 64 bytes around an element ahead of their use.
template <class T>
SPIKELIGHT_DEVICE void fetch_ahead(Array<T> a, std::uint64_t i) {
    asm volatile("prefetch.L2 [%0];" ::"l"(a.data + i));
}

/// `count` elements of the block's shared memory, from `offset` bytes on. Not initialised.
template <class T>
SPIKELIGHT_DEVICE Array<T> shared_array(std::size_t offset, std::size_t) {
    extern __shared__ __align__(16) unsigned char block_memory[];
    return {reinterpret_cast<T*>(block_memory + offset)};
}

template <class Kernel>
__global__ void __launch_bounds__(Kernel::most_threads)
    run_kernel(const __grid_constant__ Kernel kernel) {
    kernel();
}

/// Throws a std::runtime_error that says what was being done, what CUDA says, and what to do.
void check(cudaError_t error, const char* doing);

/// Launches recorded once and replayed together.
class Graph {
  public:
    explicit Graph(cudaGraphExec_t graph) : graph_(graph, &cudaGraphExecDestroy) {}
    cudaGraphExec_t get() const { return graph_.get(); }

  private:
    std::unique_ptr<CUgraphExec_st, cudaError_t (*)(cudaGraphExec_t)> graph_;
};

/// A place in a device's work.
class Mark {
  public:
    Mark() = default;
    explicit Mark(class Device& device);

  private:
    friend class Device;
    std::unique_ptr<CUevent_st, cudaError_t (*)(cudaEvent_t)> event_{nullptr, &cudaEventDestroy};
};

/// One GPU and one stream on it. Not shared between threads.
class Device {
  public:
    /// Throws where there is no such device or it cannot be used.
    explicit Device(int index);
    Device(const Device&) = delete;
    Device& operator=(const Device&) = delete;

    std::string name() const;
    Memory memory() const;
    unsigned processors() const { return processors_; }
    /// Of the cache that all processors share, bytes.
    std::uint64_t near_memory() const { return near_memory_; }
    /// Of its processor's memory, what a block may have.
    std::size_t most_shared_bytes() const { return most_shared_bytes_; }
    cudaStream_t stream() const { return stream_.get(); }

    template <class Kernel>
    void launch(const Grid& grid, const Kernel& kernel) {
        if (loading_) return load_kernel<Kernel>();
        run_kernel<<<grid.blocks, grid.threads, grid.shared_bytes, stream()>>>(kernel);
        check(cudaGetLastError(), "launching a kernel");
    }

    /// The same with all blocks at once: at most one per processor. They may meet in grid_barrier().
    template <class Kernel>
    void launch_together(const Grid& grid, const Kernel& kernel) {
        if (loading_) return load_kernel<Kernel>();
        check(cudaFuncSetAttribute(run_kernel<Kernel>, cudaFuncAttributeMaxDynamicSharedMemorySize,
                                   int(grid.shared_bytes)),
              "asking for shared memory");
        void* arguments[] = {const_cast<Kernel*>(&kernel)};
        check(cudaLaunchCooperativeKernel(run_kernel<Kernel>, dim3(grid.blocks), dim3(grid.threads),
                                          arguments, grid.shared_bytes, stream()),
              "launching a kernel");
    }

    /// Loads what `launches` launches, which the driver else does at the first launch; nothing runs.
    void load(const std::function<void()>& launches);
    /// What `launches` launches, as a graph; nothing runs yet.
    Graph record(const std::function<void()>& launches);
    void replay(const Graph& graph);

    /// result[i] = sum of values[0] ... values[i - 1], for i < count.
    void exclusive_scan(Array<std::uint32_t> values, Array<std::uint64_t> result,
                        std::uint64_t count);

    /// Waits until all is done.
    void synchronise();

    void set(Mark& mark);
    /// A mark that was never set is passed.
    void wait(const Mark& mark);
    bool passed(const Mark& mark) const;

    /// Memory that is the caller's until the next call; it grows as asked.
    void* scratch(std::size_t bytes);

    void* allocate(std::uint64_t bytes);
    void* allocate_pinned(std::uint64_t bytes);
    void upload(void* to, const void* from, std::uint64_t bytes);
    void upload_later(void* to, const void* pinned, std::uint64_t bytes);
    void download(void* to, const void* from, std::uint64_t bytes);
    void fill_zero(void* memory, std::uint64_t bytes);

  private:
    template <class Kernel>
    void load_kernel() {
        cudaFuncAttributes attributes;
        check(cudaFuncGetAttributes(&attributes, run_kernel<Kernel>), "loading a kernel");
    }

    unsigned processors_ = 1;
    std::uint64_t near_memory_ = 0;
    std::size_t most_shared_bytes_ = 0;
    bool loading_ = false;  ///< launches load their kernels and do no more
    std::size_t scratch_bytes_ = 0;
    std::unique_ptr<void, cudaError_t (*)(void*)> scratch_{nullptr, &cudaFree};
    std::unique_ptr<CUstream_st, cudaError_t (*)(cudaStream_t)> stream_{nullptr,
                                                                        &cudaStreamDestroy};
};

/// Host memory that the device copies to and from, and kernels may write: one address on both sides.
template <class T>
class Pinned {
  public:
    Pinned() = default;
    Pinned(Device& device, std::uint64_t count)
        : memory_(static_cast<T*>(count ? device.allocate_pinned(count * sizeof(T)) : nullptr)) {}
    Array<T> array() const { return {memory_.get()}; }
    T* data() const { return memory_.get(); }
    /// The host has done with these elements: a kernel that still runs may write them again.
    void give_back(std::uint64_t, std::uint64_t) {}
    T& operator[](std::uint64_t i) const { return memory_.get()[i]; }

  private:
    struct Free {
        void operator()(T* memory) const { cudaFreeHost(memory); }
    };
    std::unique_ptr<T, Free> memory_;
};

inline std::uint64_t heard(const Pinned<std::uint64_t>& from, std::uint64_t i) {
    return __atomic_load_n(&from[i], __ATOMIC_ACQUIRE);
}
inline void tell_device(const Pinned<std::uint64_t>& to, std::uint64_t i, std::uint64_t x) {
    __atomic_store_n(&to[i], x, __ATOMIC_RELEASE);
}

/// How long the device takes for what is launched between start and stop.
class Stopwatch {
  public:
    explicit Stopwatch(Device& device);
    void start();
    double stop();  ///< s; waits for the device

  private:
    using Event = std::unique_ptr<CUevent_st, cudaError_t (*)(cudaEvent_t)>;
    Device* device_;
    Event from_{nullptr, &cudaEventDestroy}, to_{nullptr, &cudaEventDestroy};
};

template <class T>
class Buffer {
  public:
    Buffer() = default;
    Buffer(Device& device, std::uint64_t count)
        : device_(&device),
          count_(count),
          memory_(static_cast<T*>(count ? device.allocate(count * sizeof(T)) : nullptr)) {}
    Array<T> array() const { return {memory_.get()}; }
    std::uint64_t count() const { return count_; }
    std::uint64_t bytes() const { return count_ * sizeof(T); }
    /// To the elements begin ... begin + count - 1.
    void upload(const T* from, std::uint64_t count, std::uint64_t begin = 0) {
        if (count) device_->upload(memory_.get() + begin, from, count * sizeof(T));
    }
    void upload_later(const Pinned<T>& from, std::uint64_t count) {
        if (count) device_->upload_later(memory_.get(), from.data(), count * sizeof(T));
    }
    /// Elements begin ... begin + count - 1; waits for them.
    void download(T* to, std::uint64_t count, std::uint64_t begin = 0) const {
        if (count) device_->download(to, memory_.get() + begin, count * sizeof(T));
    }
    void fill_zero() {
        if (count_) device_->fill_zero(memory_.get(), bytes());
    }

  private:
    struct Free {
        void operator()(T* memory) const { cudaFree(memory); }
    };
    Device* device_ = nullptr;
    std::uint64_t count_ = 0;
    std::unique_ptr<T, Free> memory_;
};

}  // namespace spikelight::device
