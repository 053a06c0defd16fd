// Device memory that knows who touched it: every access is checked for bounds, for having been written, and for races.
//
// Two accesses to an element by different threads of one launch, one of them a write and not both atomic, are a race unless
// a barrier lies between them: a block's barrier for threads of one block, a warp's for threads of one warp, a grid's for
// all. The check needs no luck with the schedule, as the barriers passed are counted.
#pragma once

#include <cstdint>
#include <stdexcept>

namespace spikelight::emulation {

/// What a kernel did wrong: its message names the kernel's mistake.
struct KernelError : std::logic_error {
    using std::logic_error::logic_error;
};

/// When and by whom something was done: launch, block, thread, and the barriers it had passed.
struct Moment {
    std::uint32_t launch = 0, block = 0, thread = 0;
    std::uint32_t grid_barriers = 0, block_barriers = 0, warp_barriers = 0;
};

/// The last accesses to one element.
struct Shadow {
    Moment write, read;
    bool written = false;  ///< ever, by host or device
    bool write_atomic = false;
    bool read_by_threads = false;  ///< several threads of one block since its last barrier
    bool read_by_blocks = false;   ///< several blocks since the grid's last barrier
};

enum class Access { read, write, atomic };

/// Notes an access by the running thread, and lets another run now and then. Throws KernelError.
void note_access(Shadow& shadow, Access access);

[[noreturn]] void throw_out_of_bounds(std::uint64_t index, std::uint64_t size);

}  // namespace spikelight::emulation
