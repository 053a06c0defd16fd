// The calls of the CUDA runtime that allocate, copy and fill memory.
#include <cuda_runtime_api.h>

#include <cstdint>
#include <cstdio>
#include <cstring>
#include <functional>
#include <iterator>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "tests/ptx/memory.h"
#include "tests/ptx/runtime_state.h"
#include "tests/ptx/streams.h"

namespace spikelight::ptx {
namespace {

/// Where bytes lie; `nowhere` if partly in one allocation and partly out of it.
enum class Place { device, pinned, pageable, nowhere };

struct GivenOut {
    std::uint64_t bytes;
    Kind kind;
};

/// What was given out, by kind. Never destroyed, as streams may still be at work when the program ends.
struct AllocationList {
    std::mutex mutex;
    std::map<std::uint64_t, GivenOut> by_address;
};

AllocationList& allocation_list() {
    static AllocationList& list = *new AllocationList;
    return list;
}

std::uint64_t address_of(const void* memory) {
    return reinterpret_cast<std::uint64_t>(memory);
}

Place place_of(const void* memory, std::uint64_t bytes) {
    if (!memory) return Place::nowhere;
    AllocationList& list = allocation_list();
    std::lock_guard lock(list.mutex);
    std::uint64_t begin = address_of(memory), end = begin + bytes;
    if (end < begin) return Place::nowhere;
    auto behind = list.by_address.upper_bound(begin);
    if (behind != list.by_address.begin()) {
        auto& [address, allocation] = *std::prev(behind);
        std::uint64_t rest = address + allocation.bytes;
        if (end <= rest) return allocation.kind == Kind::device ? Place::device : Place::pinned;
        if (begin < rest) return Place::nowhere;
    }
    bool reaches_next = behind != list.by_address.end() && behind->first < end;
    return reaches_next ? Place::nowhere : Place::pageable;
}

cudaError_t allocate_some(void** memory, std::uint64_t bytes, Kind kind) {
    if (!memory) return cudaErrorInvalidValue;
    if (cudaError_t error = refuse_while_capturing()) return error;
    *memory = nullptr;
    if (bytes == 0) return cudaSuccess;
    if (bytes > PTRDIFF_MAX) return cudaErrorMemoryAllocation;
    AllocationList& list = allocation_list();
    std::lock_guard lock(list.mutex);
    *memory = allocate(bytes, kind);
    if (!*memory) return cudaErrorMemoryAllocation;
    list.by_address[address_of(*memory)] = {bytes, kind};
    return cudaSuccess;
}

/// Waits first until the GPU has done with everything, as CUDA does.
cudaError_t free_some(void* memory, Kind kind) {
    if (cudaError_t error = refuse_while_capturing()) return error;
    if (!memory) return cudaSuccess;
    wait_for_all_streams();
    if (cudaError_t error = sticky_error()) return error;
    AllocationList& list = allocation_list();
    std::lock_guard lock(list.mutex);
    auto found = list.by_address.find(address_of(memory));
    if (found == list.by_address.end() || found->second.kind != kind) return cudaErrorInvalidValue;
    list.by_address.erase(found);
    return release(memory, kind) ? cudaSuccess : cudaErrorInvalidValue;
}

/// What the GPU copies from and to must still be there when it is the copy's turn: of a graph it may not be.
bool is_still_there(const void* memory, std::uint64_t bytes, const char* doing) {
    if (is_allocated(address_of(memory), bytes)) return true;
    std::fprintf(stderr, "PTX: %s memory that is not there any more\n", doing);
    break_device(cudaErrorIllegalAddress);
    return false;
}

struct Copy {
    void* to;
    const void* from;
    std::uint64_t bytes;
    Place to_place, from_place;
};

void do_copy(const Copy& copy) {
    bool to_known = copy.to_place != Place::pageable;
    bool from_known = copy.from_place != Place::pageable;
    if (to_known && !is_still_there(copy.to, copy.bytes, "a copy to")) return;
    if (from_known && !is_still_there(copy.from, copy.bytes, "a copy from")) return;
    std::memcpy(copy.to, copy.from, copy.bytes);
}

/// Whether the places are as the direction says.
cudaError_t check_copy(const Copy& copy, cudaMemcpyKind kind) {
    if (copy.to_place == Place::nowhere || copy.from_place == Place::nowhere)
        return cudaErrorInvalidValue;
    std::uint64_t to = address_of(copy.to), from = address_of(copy.from);
    if (to < from + copy.bytes && from < to + copy.bytes) return cudaErrorInvalidValue;
    if (kind == cudaMemcpyDefault) return cudaSuccess;
    bool to_device = kind == cudaMemcpyHostToDevice || kind == cudaMemcpyDeviceToDevice;
    bool from_device = kind == cudaMemcpyDeviceToHost || kind == cudaMemcpyDeviceToDevice;
    bool is_right = to_device == (copy.to_place == Place::device) &&
                    from_device == (copy.from_place == Place::device);
    return is_right ? cudaSuccess : cudaErrorInvalidValue;
}

/// Memory of the host that is not pinned is read at once, and written before the call returns. Neither can be captured.
cudaError_t copy_pageable(Stream& stream, Copy copy) {
    if (cudaError_t error = stream.refuse_in_capture()) return error;
    std::function<void()> work = [copy] { do_copy(copy); };
    if (copy.from_place == Place::pageable) {
        auto* begin = static_cast<const std::byte*>(copy.from);
        auto staged = std::make_shared<std::vector<std::byte>>(begin, begin + copy.bytes);
        copy.from = staged->data();
        work = [copy, staged] { do_copy(copy); };
    }
    if (cudaError_t error = stream.append(std::move(work))) return error;
    return copy.to_place == Place::pageable ? stream.wait() : cudaSuccess;
}

}  // namespace
}  // namespace spikelight::ptx

namespace ptx = spikelight::ptx;

extern "C" {

cudaError_t cudaMalloc(void** memory, size_t bytes) {
    return ptx::answer([&] { return ptx::allocate_some(memory, bytes, ptx::Kind::device); });
}

cudaError_t cudaHostAlloc(void** memory, size_t bytes, unsigned flags) {
    constexpr unsigned known =
        cudaHostAllocPortable | cudaHostAllocMapped | cudaHostAllocWriteCombined;
    return ptx::answer([&] {
        if (flags & ~known) return cudaErrorInvalidValue;
        return ptx::allocate_some(memory, bytes, ptx::Kind::pinned);
    });
}

cudaError_t cudaFree(void* memory) {
    return ptx::answer([&] { return ptx::free_some(memory, ptx::Kind::device); });
}

cudaError_t cudaFreeHost(void* memory) {
    return ptx::answer([&] { return ptx::free_some(memory, ptx::Kind::pinned); });
}

cudaError_t cudaMemGetInfo(size_t* free, size_t* total) {
    return ptx::answer([&] {
        if (!free || !total) return cudaErrorInvalidValue;
        *total = ptx::total_memory;
        *free = ptx::total_memory - ptx::allocated_bytes();
        return cudaSuccess;
    });
}

cudaError_t cudaMemcpyAsync(void* to, const void* from, size_t bytes, cudaMemcpyKind kind,
                            cudaStream_t stream_handle) {
    return ptx::answer([&] {
        if (kind < cudaMemcpyHostToHost || kind > cudaMemcpyDefault)
            return cudaErrorInvalidMemcpyDirection;
        std::shared_ptr<ptx::Stream> stream;
        if (cudaError_t error = ptx::find_stream(stream_handle, stream)) return error;
        if (bytes == 0) return cudaSuccess;
        ptx::Copy copy{to, from, bytes, ptx::place_of(to, bytes), ptx::place_of(from, bytes)};
        if (cudaError_t error = ptx::check_copy(copy, kind)) return error;
        if (copy.to_place == ptx::Place::pageable || copy.from_place == ptx::Place::pageable)
            return ptx::copy_pageable(*stream, copy);
        return stream->append([copy] { ptx::do_copy(copy); });
    });
}

cudaError_t cudaMemsetAsync(void* memory, int value, size_t bytes, cudaStream_t stream_handle) {
    return ptx::answer([&] {
        std::shared_ptr<ptx::Stream> stream;
        if (cudaError_t error = ptx::find_stream(stream_handle, stream)) return error;
        if (bytes == 0) return cudaSuccess;
        ptx::Place place = ptx::place_of(memory, bytes);
        if (place != ptx::Place::device && place != ptx::Place::pinned)
            return cudaErrorInvalidValue;
        return stream->append([=] {
            if (ptx::is_still_there(memory, bytes, "filling"))
                std::memset(memory, value & 255, bytes);
        });
    });
}

}  // extern "C"
