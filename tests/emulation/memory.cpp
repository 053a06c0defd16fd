#include "tests/emulation/memory.h"

#include <string>

#include "tests/emulation/threads.h"

namespace spikelight::emulation {
namespace {

bool same_thread(const Moment& a, const Moment& b) {
    return a.block == b.block && a.thread == b.thread;
}

/// Did a barrier separate the earlier moment from now?
bool ordered(const Moment& before, const Moment& now) {
    if (before.launch != now.launch || same_thread(before, now)) return true;
    if (before.grid_barriers < now.grid_barriers) return true;
    if (before.block != now.block) return false;
    if (before.block_barriers < now.block_barriers) return true;
    return before.thread / 32 == now.thread / 32 && before.warp_barriers < now.warp_barriers;
}

[[noreturn]] void throw_race(const char* earlier, const char* later, const Moment& before,
                             const Moment& now) {
    auto name = [](const Moment& m) {
        return "thread " + std::to_string(m.thread) + " of block " + std::to_string(m.block);
    };
    throw KernelError(std::string("race: ") + name(before) + " " + earlier + " what " + name(now) +
                      " " + later + " (no barrier lies between)");
}

void check_against_reads(const Shadow& shadow, const Moment& now) {
    bool unordered_blocks =
        shadow.read.launch == now.launch && shadow.read.grid_barriers == now.grid_barriers;
    bool many = unordered_blocks &&
                (shadow.read_by_blocks ||
                 (shadow.read_by_threads && (shadow.read.block != now.block ||
                                             shadow.read.block_barriers == now.block_barriers)));
    if (many || !ordered(shadow.read, now)) throw_race("read", "writes", shadow.read, now);
}

void note_read(Shadow& shadow, const Moment& now) {
    if (shadow.read.launch != now.launch || shadow.read.grid_barriers != now.grid_barriers) {
        shadow.read_by_threads = shadow.read_by_blocks = false;
    } else if (shadow.read.block != now.block) {
        shadow.read_by_blocks = true;
    } else if (shadow.read.block_barriers != now.block_barriers) {
        shadow.read_by_threads = false;
    } else if (!ordered(shadow.read, now)) {
        shadow.read_by_threads = true;
    }
    shadow.read = now;
}

}  // namespace

void note_access(Shadow& shadow, Access access) {
    pause_sometimes();
    Moment now = current_moment();
    if (access != Access::write && !shadow.written)
        throw KernelError("read of memory that was never written");
    bool both_atomic = access == Access::atomic && shadow.write_atomic;
    if (shadow.written && !both_atomic && !ordered(shadow.write, now))
        throw_race("wrote", access == Access::read ? "reads" : "writes", shadow.write, now);
    if (access == Access::read) return note_read(shadow, now);
    check_against_reads(shadow, now);
    shadow.write = now;
    shadow.written = true;
    shadow.write_atomic = access == Access::atomic;
}

void throw_out_of_bounds(std::uint64_t index, std::uint64_t size) {
    throw KernelError("out of bounds: element " + std::to_string(index) + " of " +
                      std::to_string(size));
}

}  // namespace spikelight::emulation
