// Memory of the emulated device as kernels see it.
#pragma once

#include <cstdint>

#include "tests/emulation/memory.h"

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

}  // namespace spikelight::device
