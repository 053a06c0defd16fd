// A GPU of the mind: what kernels/cuda/device.h promises, on the host. Launches run thread by thread, in order, and some
// time between the call and the wait for it.
#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "tests/emulation/array.h"
#include "tests/emulation/faults.h"
#include "tests/emulation/memory.h"
#include "tests/emulation/stream.h"
#include "tests/emulation/threads.h"

#define SPIKELIGHT_DEVICE inline
#define SPIKELIGHT_DEVICE_APART inline

namespace spikelight::device {

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
inline void grid_barrier(Array<std::uint32_t> arrived, std::uint32_t meeting) {
    // Who counts wrongly would wait for ever, or not at all.
    if (emulation::position().thread == 0 &&
        arrived.atomic(0)++ / emulation::position().blocks != meeting - 1)
        throw emulation::KernelError("the meetings of a grid are not counted from its launch");
    emulation::wait_for_grid();
}
inline void warp_barrier() {
    emulation::wait_for_warp();
}
inline std::uint32_t ballot(bool vote) {
    return emulation::vote(vote);
}
inline void nap() {
    emulation::nap();
}
inline std::uint64_t nanoseconds() {
    return emulation::nanoseconds();
}
inline std::uint64_t peek(Array<std::uint64_t> a, std::uint64_t i) {
    return a.atomic(i);
}
inline void poke(Array<std::uint64_t> a, std::uint64_t i, std::uint64_t x) {
    a.atomic(i) = x;
}
inline void tell_host(Array<std::uint64_t> a, std::uint64_t i, std::uint64_t x) {
    emulation::count_work();
    a.atomic(i) = x;
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
void add_near(Array<T> a, std::uint64_t i, T x) {
    atomic_add(a, i, x);
}
template <class T>
T atomic_max(Array<T> a, std::uint64_t i, T x) {
    T& element = a.atomic(i);
    return std::exchange(element, std::max(element, x));
}

template <class T>
void fetch_ahead(Array<T> a, std::uint64_t i) {
    a.check_index(i);
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
    std::vector<std::function<emulation::Stream::Work()>> launches;
};

/// Memory that all devices together pretend to have, and what of it is in use, bytes. Tests lower the first.
inline std::uint64_t pretended_memory = std::uint64_t(1) << 30;
inline std::uint64_t allocated_memory = 0;
/// What a block may have of the memory of its processor, bytes.
inline std::size_t pretended_shared_memory = 100 * 1024;

/// A place in a device's work.
class Mark {
  public:
    Mark() = default;
    explicit Mark(class Device&) {}

  private:
    friend class Device;
    std::uint64_t ticket_ = 0;
};

class Device {
  public:
    explicit Device(int) {}
    Device(const Device&) = delete;
    Device& operator=(const Device&) = delete;

    std::string name() const { return "emulated GPU"; }
    Memory memory() const {
        emulation::require_sound_device();
        return {pretended_memory - allocated_memory, pretended_memory};
    }
    unsigned processors() const { return 4; }
    std::uint64_t near_memory() const { return 8000; }
    std::size_t most_shared_bytes() const { return pretended_shared_memory; }

    template <class Kernel>
    void launch(const Grid& grid, const Kernel& kernel) {
        if (grid.shared_bytes > shared_bytes_unasked)
            throw emulation::KernelError("more shared memory than a launch may take unasked");
        start(grid, kernel, emulation::Blocks::in_turn);
    }
    template <class Kernel>
    void launch_together(const Grid& grid, const Kernel& kernel) {
        start(grid, kernel, emulation::Blocks::together);
    }

    /// Kernels are always there.
    void load(const std::function<void()>&) {}
    Graph record(const std::function<void()>& launches) {
        Graph graph;
        recording_ = &graph;
        launches();
        recording_ = nullptr;
        return graph;
    }
    void replay(const Graph& graph) {
        for (const auto& launch : graph.launches) stream_.enqueue(launch());
    }

    void exclusive_scan(Array<std::uint32_t> values, Array<std::uint64_t> result,
                        std::uint64_t count) {
        stream_.enqueue_whole([=] {
            std::uint64_t sum = 0;
            for (std::uint64_t i = 0; i < count; ++i) {
                values.check_index(i);
                result.check_index(i);
                if (!values.shadows[i].written)
                    throw emulation::KernelError("sum of unwritten memory");
                result.data[i] = std::exchange(sum, sum + values.data[i]);
                result.shadows[i].written = true;
            }
        });
    }

    void synchronise() { stream_.wait_for_all(); }
    void set(Mark& mark) { mark.ticket_ = stream_.appended(); }
    void wait(const Mark& mark) { stream_.wait_for(mark.ticket_); }
    bool passed(const Mark& mark) {
        stream_.go_on();
        return stream_.done() >= mark.ticket_;
    }

    emulation::Stream& stream() { return stream_; }

  private:
    template <class Kernel>
    void start(const Grid& grid, const Kernel& kernel, emulation::Blocks order) {
        if (grid.threads > Kernel::most_threads)
            throw emulation::KernelError("more threads than the kernel is compiled for");
        if (grid.shared_bytes > most_shared_bytes())
            throw emulation::KernelError("more shared memory than a block has");
        auto begin = [grid, kernel, order]() -> emulation::Stream::Work {
            return [grid, kernel, order,
                    launch = std::shared_ptr<emulation::Launch>()](std::uint64_t turns) mutable {
                if (!launch)
                    launch = std::make_shared<emulation::Launch>(
                        grid.blocks, grid.threads, grid.shared_bytes, [kernel] { kernel(); },
                        order);
                return launch->run(turns);
            };
        };
        recording_ ? recording_->launches.push_back(begin) : stream_.enqueue(begin());
    }

    Graph* recording_ = nullptr;
    emulation::Stream stream_;
};

/// Memory that knows who touched it, on either side.
template <class T>
class Memories {
  public:
    Memories() = default;
    Memories(Device& device, std::uint64_t count)
        : shadows_(count),
          values_(static_cast<T*>(count ? ::operator new(count * sizeof(T)) : nullptr),
                  Free{&device}) {
        // What is not written reads as rubbish.
        auto* bytes = reinterpret_cast<unsigned char*>(values_.get());
        std::fill(bytes, bytes + count * sizeof(T), 0xA5);
    }
    Memories(Memories&&) = default;
    Memories& operator=(Memories&& other) {
        std::swap(shadows_, other.shadows_);
        std::swap(values_, other.values_);
        return *this;
    }
    Array<T> array() const {
        return {values_.get(), const_cast<Shadow*>(shadows_.data()), count(), 1};
    }
    std::uint64_t count() const { return shadows_.size(); }

  private:
    /// As when memory is freed on a GPU, all that was begun ends first.
    struct Free {
        Device* device = nullptr;
        void operator()(T* memory) const {
            try {
                device->synchronise();
            } catch (...) {
                // Somebody else has been told already, or will never ask.
            }
            ::operator delete(memory);
        }
    };
    std::vector<Shadow> shadows_;
    std::unique_ptr<T, Free> values_;
};

/// Host memory that the device copies to and from, and kernels may write.
template <class T>
class Pinned {
  public:
    Pinned() = default;
    Pinned(Device& device, std::uint64_t count) : memory_(device, count) {
        emulation::count_allocation(count * sizeof(T));
        // The host writes without saying so.
        for (std::uint64_t i = 0; i < count; ++i) memory_.array().shadows[i].written = true;
    }
    Array<T> array() const { return memory_.array(); }
    T* data() const { return memory_.array().data; }
    void give_back(std::uint64_t begin, std::uint64_t count) {
        for (std::uint64_t i = begin; i < begin + count; ++i) {
            memory_.array().shadows[i] = {};
            memory_.array().shadows[i].written = true;
        }
    }
    T& operator[](std::uint64_t i) const {
        memory_.array().check_index(i);
        return data()[i];
    }

  private:
    Memories<T> memory_;
};

/// What the device has told of, and what the host tells it, while a kernel runs.
inline std::uint64_t heard(const Pinned<std::uint64_t>& from, std::uint64_t i) {
    return from[i];
}
inline void tell_device(const Pinned<std::uint64_t>& to, std::uint64_t i, std::uint64_t x) {
    to[i] = x;
}

/// Time means nothing here: a launch is over when it returns.
class Stopwatch {
  public:
    explicit Stopwatch(Device&) {}
    void start() {}
    double stop() { return 0; }
};

template <class T>
class Buffer {
  public:
    Buffer() = default;
    Buffer(Device& device, std::uint64_t count)
        : device_(&device), booked_(count * sizeof(T)), memory_(device, count) {}

    Array<T> array() const { return memory_.array(); }
    std::uint64_t count() const { return memory_.count(); }
    std::uint64_t bytes() const { return count() * sizeof(T); }
    void upload(const T* from, std::uint64_t count, std::uint64_t begin = 0) {
        if (count == 0) return;
        device_->synchronise();
        write(array().from(begin), from, count);
    }
    void upload_later(const Pinned<T>& from, std::uint64_t count) {
        if (count == 0) return;
        device_->stream().enqueue_whole(
            [to = array(), values = from.data(), count] { write(to, values, count); });
    }
    void download(T* to, std::uint64_t count, std::uint64_t begin = 0) const {
        if (count == 0) return;
        device_->synchronise();
        Array<T> own = array();
        own.check_index(begin + count - 1);
        for (std::uint64_t i = begin; i < begin + count; ++i)
            if (!own.shadows[i].written)
                throw emulation::KernelError("download of unwritten memory");
        std::copy(own.data + begin, own.data + begin + count, to);
    }
    void fill_zero() {
        if (count() == 0) return;
        device_->stream().enqueue_whole([own = array()] {
            for (std::uint64_t i = 0; i < own.size; ++i) {
                own.data[i] = T{};
                own.shadows[i].written = true;
            }
        });
    }

  private:
    /// A share of the device's memory.
    class Booking {
      public:
        Booking() = default;
        explicit Booking(std::uint64_t bytes) : bytes_(bytes) {
            emulation::count_allocation(bytes);
            allocated_memory += bytes;
            if (allocated_memory > pretended_memory)
                throw emulation::KernelError("out of memory that was not planned");
        }
        Booking(Booking&& other) : bytes_(std::exchange(other.bytes_, 0)) {}
        Booking& operator=(Booking&& other) {
            std::swap(bytes_, other.bytes_);
            return *this;
        }
        ~Booking() { allocated_memory -= bytes_; }

      private:
        std::uint64_t bytes_ = 0;
    };

    static void write(Array<T> to, const T* from, std::uint64_t count) {
        to.check_index(count - 1);
        std::copy(from, from + count, to.data);
        for (std::uint64_t i = 0; i < count; ++i) to.shadows[i].written = true;
    }
    Device* device_ = nullptr;
    Booking booked_;
    Memories<T> memory_;
};

}  // namespace spikelight::device
