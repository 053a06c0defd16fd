#include "tests/ptx/memory.h"

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <vector>

namespace spikelight::ptx {
namespace {

/// By address.
struct Allocations {
    std::mutex mutex;
    std::vector<Extent> list;
    std::uint64_t device_bytes = 0;
};

Allocations& allocations() {
    static auto* all = new Allocations;  // outlives whoever frees at the end of the process
    return *all;
}

const Extent* find_allocation(const Allocations& all, std::uint64_t address, std::uint64_t bytes) {
    auto behind =
        std::upper_bound(all.list.begin(), all.list.end(), address,
                         [](std::uint64_t a, const Extent& one) { return a < one.begin; });
    if (behind == all.list.begin() || !(behind - 1)->holds(address, bytes)) return nullptr;
    return &*(behind - 1);
}

}  // namespace

std::atomic<std::uint64_t> allocations_version{1};

void* allocate(std::uint64_t bytes, Kind kind) {
    Allocations& all = allocations();
    std::lock_guard lock(all.mutex);
    if (kind == Kind::device && bytes > total_memory - all.device_bytes) return nullptr;
    // As CUDA aligns; and never nothing, so that each has an address of its own.
    std::uint64_t size = std::max<std::uint64_t>(bytes, 1);
    void* memory = std::aligned_alloc(256, (size + 255) / 256 * 256);
    if (!memory) return nullptr;
    std::memset(memory, 0xA5, size);
    auto begin = reinterpret_cast<std::uint64_t>(memory);
    auto behind = std::find_if(all.list.begin(), all.list.end(),
                               [&](const Extent& one) { return one.begin > begin; });
    all.list.insert(behind, {begin, begin + size, kind});
    if (kind == Kind::device) all.device_bytes += size;
    ++allocations_version;
    return memory;
}

bool release(void* memory, Kind kind) {
    Allocations& all = allocations();
    std::lock_guard lock(all.mutex);
    auto address = reinterpret_cast<std::uint64_t>(memory);
    auto found = std::find_if(all.list.begin(), all.list.end(), [&](const Extent& one) {
        return one.begin == address && one.kind == kind;
    });
    if (found == all.list.end()) return false;
    if (kind == Kind::device) all.device_bytes -= found->end - found->begin;
    all.list.erase(found);
    ++allocations_version;
    std::free(memory);
    return true;
}

std::uint64_t allocated_bytes() {
    Allocations& all = allocations();
    std::lock_guard lock(all.mutex);
    return all.device_bytes;
}

bool is_allocated(std::uint64_t address, std::uint64_t bytes) {
    Allocations& all = allocations();
    std::lock_guard lock(all.mutex);
    return find_allocation(all, address, bytes) != nullptr;
}

Extent find_extent(std::uint64_t address, std::uint64_t bytes) {
    Allocations& all = allocations();
    std::lock_guard lock(all.mutex);
    if (const Extent* found = find_allocation(all, address, bytes)) return *found;
    char text[120];
    std::snprintf(text, sizeof text, "%llu bytes at 0x%llx are not all allocated",
                  static_cast<unsigned long long>(bytes), static_cast<unsigned long long>(address));
    throw Fault(text);
}

}  // namespace spikelight::ptx
