// A GPU of the mind: what kernels/cuda/device.h promises, on the host. Launches run at once, thread by thread.
#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "tests/emulation/memory.h"
#include "tests/emulation/threads.h"

#define SPIKELIGHT_DEVICE inline

namespace spikelight::device {

using emulation::Access;
using emulation::Shadow;

/// An element: reading and writing it is noted, so `x = x + 1` is two accesses, as on a GPU.
template <class T>
class Element {
  public:
    Element(T* value, Shadow* shadow) : value_(value), shadow_(shadow) {}
    Element(const Element&) = default;
    operator T() const {
        note_access(*shadow_, Access::read);
        return *value_;
    }
    void operator=(const T& value) const {
        note_access(*shadow_, Access::write);
        *value_ = value;
    }
    void operator=(const Element& other) const { *this = T(other); }

  private:
    T* value_;
    Shadow* shadow_;
};

template <class T>
struct Array {
    T* data = nullptr;
    Shadow* shadows = nullptr;
    std::uint64_t size = 0;
    std::uint64_t stride = 1;  ///< shadows per element

    Element<T> operator[](std::uint64_t i) const {
        check_index(i);
        return {data + i, shadows + i * stride};
    }
    explicit operator bool() const { return data != nullptr; }
    Array from(std::uint64_t begin) const {
        if (begin > size) emulation::throw_out_of_bounds(begin, size);
        return {data + begin, shadows + begin * stride, size - begin, stride};
    }
    void check_index(std::uint64_t i) const {
        if (i >= size) emulation::throw_out_of_bounds(i, size);
    }
    T& atomic(std::uint64_t i) const {
        check_index(i);
        note_access(shadows[i * stride], Access::atomic);
        return data[i];
    }
};

inline unsigned thread_index() {
    return emulation::position().thread;
}
inline unsigned block_index() {
    return emulation::position().block;
}
inline unsigned block_threads() {
    return emulation::position().threads;
}
inline unsigned block_count() {
    return emulation::position().blocks;
}

inline void barrier() {
    emulation::wait_for_block();
}
inline void warp_barrier() {
    emulation::wait_for_warp();
}
inline std::uint32_t ballot(bool vote) {
    return emulation::vote(vote);
}
inline unsigned count_bits(std::uint32_t bits) {
    return unsigned(__builtin_popcount(bits));
}

inline unsigned first_bit(std::uint32_t bits) {
    return unsigned(__builtin_ctz(bits));
}

template <class T>
T shuffle(T x, unsigned lane) {
    return T(emulation::exchange(std::uint64_t(x), lane));
}

template <class T>
T atomic_add(Array<T> a, std::uint64_t i, T x) {
    T& element = a.atomic(i);
    // Sums wrap around as on a GPU.
    T old = element;
    element = T(std::uint64_t(old) + std::uint64_t(x));
    return old;
}
template <class T>
T atomic_max(Array<T> a, std::uint64_t i, T x) {
    T& element = a.atomic(i);
    return std::exchange(element, std::max(element, x));
}

template <class T>
Array<T> shared_array(std::size_t offset, std::size_t count) {
    emulation::SharedMemory memory = emulation::shared_memory();
    if (offset % alignof(T) != 0) throw emulation::KernelError("shared memory is not aligned");
    if (offset + count * sizeof(T) > memory.size)
        emulation::throw_out_of_bounds(offset + count * sizeof(T), memory.size);
    return {reinterpret_cast<T*>(memory.bytes + offset), memory.shadows + offset, count, sizeof(T)};
}

class Graph {
  public:
    std::vector<std::function<void()>> launches;
};

/// Memory that all devices together pretend to have, and what of it is in use, bytes. Tests lower the first.
inline std::uint64_t pretended_memory = std::uint64_t(1) << 30;
inline std::uint64_t allocated_memory = 0;

class Device {
  public:
    explicit Device(int) {}
    Device(const Device&) = delete;
    Device& operator=(const Device&) = delete;

    std::string name() const { return "emulated GPU"; }
    Memory memory() const { return {pretended_memory - allocated_memory, pretended_memory}; }
    unsigned processors() const { return 2; }
    std::uint64_t near_memory() const { return 8000; }

    template <class Kernel>
    void launch(const Grid& grid, const Kernel& kernel) {
        if (grid.threads > Kernel::most_threads)
            throw emulation::KernelError("more threads than the kernel is compiled for");
        auto run = [grid, kernel] {
            emulation::run_threads(grid.blocks, grid.threads, grid.shared_bytes, [&] { kernel(); });
        };
        recording_ ? recording_->launches.push_back(run) : run();
    }

    Graph record(const std::function<void()>& launches) {
        Graph graph;
        recording_ = &graph;
        launches();
        recording_ = nullptr;
        return graph;
    }
    void replay(const Graph& graph) {
        for (const auto& launch : graph.launches) launch();
    }

    void exclusive_scan(Array<std::uint32_t> values, Array<std::uint64_t> result,
                        std::uint64_t count) {
        std::uint64_t sum = 0;
        for (std::uint64_t i = 0; i < count; ++i) {
            values.check_index(i);
            result.check_index(i);
            if (!values.shadows[i].written) throw emulation::KernelError("sum of unwritten memory");
            result.data[i] = std::exchange(sum, sum + values.data[i]);
            result.shadows[i].written = true;
        }
    }

    void synchronise() {}

  private:
    Graph* recording_ = nullptr;
};

template <class T>
class Buffer {
  public:
    Buffer() = default;
    Buffer(Device&, std::uint64_t count)
        : count_(count), memory_(allocate(count), Free{count}), shadows_(count) {
        // What is not written reads as rubbish.
        auto* bytes = reinterpret_cast<unsigned char*>(memory_.get());
        std::fill(bytes, bytes + count * sizeof(T), 0xA5);
    }
    Array<T> array() const {
        return {memory_.get(), const_cast<Shadow*>(shadows_.data()), count_, 1};
    }
    std::uint64_t count() const { return count_; }
    std::uint64_t bytes() const { return count_ * sizeof(T); }
    void upload(const T* from, std::uint64_t count) {
        if (count > count_) emulation::throw_out_of_bounds(count, count_);
        std::copy(from, from + count, memory_.get());
        for (std::uint64_t i = 0; i < count; ++i) shadows_[i].written = true;
    }
    void download(T* to, std::uint64_t count, std::uint64_t begin = 0) const {
        if (begin + count > count_) emulation::throw_out_of_bounds(begin + count, count_);
        for (std::uint64_t i = begin; i < begin + count; ++i)
            if (!shadows_[i].written) throw emulation::KernelError("download of unwritten memory");
        std::copy(memory_.get() + begin, memory_.get() + begin + count, to);
    }
    void fill_zero() {
        for (std::uint64_t i = 0; i < count_; ++i) {
            memory_.get()[i] = T{};
            shadows_[i].written = true;
        }
    }

  private:
    struct Free {
        std::uint64_t count = 0;
        void operator()(T* memory) const {
            allocated_memory -= count * sizeof(T);
            ::operator delete(memory);
        }
    };
    static T* allocate(std::uint64_t count) {
        if (count == 0) return nullptr;
        allocated_memory += count * sizeof(T);
        if (allocated_memory > pretended_memory)
            throw emulation::KernelError("out of memory that was not planned");
        return static_cast<T*>(::operator new(count * sizeof(T)));
    }
    std::uint64_t count_ = 0;
    std::unique_ptr<T, Free> memory_;
    std::vector<Shadow> shadows_;
};

}  // namespace spikelight::device
