// The order in which other blocks and the host see what a block writes: none, unless it asks for one. Writes wait in the block
// and come out in any order; what was read once may be read from the block's own cache again, when it has long changed.
//
// So it is on GPUs: "PTX ISA", memory consistency model. A release, or a fence, lets out what was written before it; an acquire
// forgets what was read before. Both count for the whole block here, as after a barrier of it. Memory of the host is behind the
// bus, and only what is done for the system (.sys) reaches it in order.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <unordered_map>

#include "tests/ptx/memory.h"
#include "tests/ptx/program.h"
#include "tests/support/dice.h"

namespace spikelight::ptx {

class WeakMemory {
  public:
    explicit WeakMemory(std::uint64_t seed) : dice_(seed) {}
    WeakMemory(const WeakMemory&) = delete;
    WeakMemory& operator=(const WeakMemory&) = delete;

    /// Up to 16 bytes, aligned to their number. `strong` reads ask the memory itself, others may find what was there once.
    void read(const std::byte* from, void* value, unsigned bytes, bool strong);
    void write(std::byte* to, const void* value, unsigned bytes, bool is_pinned);
    /// Before somebody changes this element where it lies, at once.
    void settle(const std::byte* element);

    void release(Scope scope);
    void acquire(Scope scope);
    /// Some time passes: some of what waits comes out. Returns whether something is left.
    bool pass_time();

  private:
    static constexpr std::size_t line_bytes = 16;  ///< that are seen together or not at all
    struct Waiting {
        std::array<std::byte, line_bytes> bytes{};
        std::uint32_t written = 0;  ///< a bit per byte
        bool is_pinned = false;
    };
    struct Known {
        std::array<std::byte, line_bytes> bytes{};
    };
    static std::byte* line_of(const std::byte* address) {
        return const_cast<std::byte*>(address) -
               reinterpret_cast<std::uintptr_t>(address) % line_bytes;
    }
    static void let_out(std::byte* line, const Waiting& waiting);

    std::unordered_map<std::byte*, Waiting> waiting_;
    std::unordered_map<std::byte*, Known> known_;
    testing::Dice dice_;
};

}  // namespace spikelight::ptx
