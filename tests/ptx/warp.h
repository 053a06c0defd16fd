// 32 threads that go through a program, together where they can. Threads that part at a branch go on in groups; groups meet
// again where their instructions are the same.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "tests/ptx/counts.h"
#include "tests/ptx/memory.h"
#include "tests/ptx/program.h"
#include "tests/ptx/weak_memory.h"

namespace spikelight::ptx {

/// What the warps of a block share.
struct Block {
    std::vector<std::byte> shared;
    const std::vector<std::byte>* arguments = nullptr;
    unsigned running = 0;              ///< threads that have not ended
    unsigned waiting = 0;              ///< of them, those at the block's barrier
    std::unique_ptr<WeakMemory> weak;  ///< nullptr: all see everything at once
    LaunchCounts* counts = nullptr;    ///< nullptr: nobody counts
};

class Warp {
  public:
    Warp(const Program& program, Block& block, unsigned first_thread, unsigned block_index,
         unsigned threads, unsigned blocks);

    /// Executes up to so many instructions. Returns false where no lane can go on: all have ended or wait for the block.
    bool run(unsigned instructions, testing::Dice& dice);

    bool napped() const { return napped_; }
    Lanes waiting() const { return waiting_; }
    /// All of the block have come to its barrier.
    void release();

    // For instructions.
    template <class T>
    T* values(std::uint32_t at) {
        return reinterpret_cast<T*>(registers_.get() + at);
    }
    Lanes& predicate(std::uint32_t number) { return predicates_[number]; }
    /// That an instruction has in its operand, of whatever space.
    std::uint64_t address_of(const Instruction& in, unsigned lane) {
        std::uint64_t base = in.address_bytes == 8 ? values<std::uint64_t>(in.at[0])[lane]
                                                   : values<std::uint32_t>(in.at[0])[lane];
        return base + std::uint64_t(in.offset);
    }
    /// The host's address of a lane's memory. Throws a Fault where it is not all the lane's, or not aligned.
    template <Space space>
    std::byte* memory(unsigned lane, std::uint64_t address, unsigned bytes);
    /// Where writes wait, of an address in this space; nullptr where they do not.
    template <Space space>
    WeakMemory* weak(std::uint64_t address) const {
        bool is_global =
            space == Space::global || (space == Space::generic && (address & window_bits) == 0);
        return is_global ? block_.weak.get() : nullptr;
    }
    WeakMemory* weak() const { return block_.weak.get(); }
    /// Whether the running instruction had its last memory in the host's.
    bool is_pinned() const { return extents_[place_ % extents_.size()].kind == Kind::pinned; }
    /// A fault of the running instruction.
    [[noreturn]] void fail(const std::string& why) const;

  private:
    bool choose_group(testing::Dice& dice);
    void look_up(Extent& known, std::uint64_t address, unsigned bytes);
    void step();
    std::byte* within(std::byte* memory, std::size_t size, std::uint64_t offset, unsigned bytes,
                      const char* whose) const;

    const Program& program_;
    Block& block_;
    std::unique_ptr<std::byte[]> registers_;
    std::vector<Lanes> predicates_;
    std::vector<std::byte> local_;
    std::array<Extent, 64> extents_;                  ///< by instruction
    std::uint64_t version_ = 0;                       ///< of the allocations, when these were found
    std::array<std::uint32_t, warp_lanes> places_{};  ///< of each lane: its next instruction
    Lanes live_ = all_lanes, waiting_ = 0;
    bool napped_ = false;
    // The group that runs.
    Lanes group_ = 0;
    std::uint32_t place_ = 0;   ///< its next instruction
    std::uint32_t others_ = 0;  ///< the group stops here, or behind, to look for others
};

template <Space space>
std::byte* Warp::memory(unsigned lane, std::uint64_t address, unsigned bytes) {
    if (address % bytes != 0) fail("an address that is not aligned");
    constexpr bool generic = space == Space::generic;
    std::uint64_t window = generic ? address & window_bits : 0;
    if (space == Space::shared || (generic && window == shared_window))
        return within(block_.shared.data(), block_.shared.size(), address & ~window_bits, bytes,
                      "shared memory");
    if (space == Space::local || (generic && window == local_window))
        return within(local_.data() + lane * program_.local_bytes, program_.local_bytes,
                      address & ~window_bits, bytes, "local memory");
    if (space == Space::parameter || (generic && window == parameter_window))
        return within(const_cast<std::byte*>(block_.arguments->data()), block_.arguments->size(),
                      address & ~window_bits, bytes, "the arguments");
    // Mostly in the allocation in which this instruction had its memory last.
    Extent& known = extents_[place_ % extents_.size()];
    if (!known.holds(address, bytes) ||
        version_ != allocations_version.load(std::memory_order_acquire))
        look_up(known, address, bytes);
    return reinterpret_cast<std::byte*>(address);
}

}  // namespace spikelight::ptx
