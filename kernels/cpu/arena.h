// Memory that is handed out in pieces and given back all at once.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>
#include <vector>

#include <sys/mman.h>

namespace spikelight {

/// Slabs of 8 MiB on huge pages where the system grants them: rows are read at random, and a miss in the TLB costs as
/// much as one in the cache. Not shared between threads while it grows.
class Arena {
  public:
    /// Room for `count` elements, aligned to 64 bytes.
    template <class T>
    T* allocate(std::size_t count) {
        std::size_t bytes = (count * sizeof(T) + 63) / 64 * 64;
        if (bytes > left_) grow(bytes);
        std::byte* start = next_;
        next_ += bytes;
        left_ -= bytes;
        used_ += bytes;
        return reinterpret_cast<T*>(start);
    }
    std::size_t used() const { return used_; }

  private:
    static constexpr std::size_t huge_page = std::size_t(2) << 20;
    static constexpr std::size_t slab_size = std::size_t(8) << 20;

    void grow(std::size_t bytes) {
        std::size_t size =
            bytes > slab_size ? (bytes + huge_page - 1) / huge_page * huge_page : slab_size;
        void* memory = std::aligned_alloc(huge_page, size);
        if (!memory) throw std::bad_alloc();
        madvise(memory, size, MADV_HUGEPAGE);
        slabs_.emplace_back(memory, &std::free);
        next_ = static_cast<std::byte*>(memory);
        left_ = size;
    }

    std::vector<std::unique_ptr<void, void (*)(void*)>> slabs_;
    std::byte* next_ = nullptr;
    std::size_t left_ = 0, used_ = 0;
};

}  // namespace spikelight
