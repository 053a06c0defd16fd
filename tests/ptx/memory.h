// The memory of the GPU that PTX runs on here: the host's own, every access of a kernel checked against what is allocated.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>

namespace spikelight::ptx {

/// What a GPU would call an illegal address or instruction; `what()` says where.
class Fault : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Addresses of the generic space: a kernel's own memory lies far above the host's, told apart by these bits.
inline constexpr std::uint64_t shared_window = std::uint64_t(1) << 60;
inline constexpr std::uint64_t local_window = std::uint64_t(2) << 60;
inline constexpr std::uint64_t parameter_window = std::uint64_t(3) << 60;
inline constexpr std::uint64_t window_bits = std::uint64_t(15) << 60;

/// How much memory the GPU has, bytes; no more is given out.
inline constexpr std::uint64_t total_memory = std::uint64_t(4) << 30;

enum class Kind { device, pinned };

/// Memory for kernels, filled with rubbish; nullptr where there is none left. `pinned` memory is not counted.
void* allocate(std::uint64_t bytes, Kind kind);
/// Returns whether there was such memory.
bool release(void* memory, Kind kind);
/// Bytes of device memory in use.
std::uint64_t allocated_bytes();
/// Whether bytes from `address` on lie in one allocation of either kind.
bool is_allocated(std::uint64_t address, std::uint64_t bytes);

/// What one allocation covers.
struct Extent {
    std::uint64_t begin = 0, end = 0;
    Kind kind = Kind::device;
    bool holds(std::uint64_t address, std::uint64_t bytes) const {
        return address >= begin && address < end && bytes <= end - address;
    }
};
/// The allocation that holds these bytes; throws a Fault where there is none.
Extent find_extent(std::uint64_t address, std::uint64_t bytes);
/// Changes whenever something is allocated or freed: extents found before may be gone.
extern std::atomic<std::uint64_t> allocations_version;

}  // namespace spikelight::ptx
