// The threads of a launch, one fiber each, taking turns in a random order that a seed repeats.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>

#include "tests/emulation/memory.h"

namespace spikelight::emulation {

/// How threads take turns, in all launches from now on.
struct Schedule {
    std::uint64_t seed = 1;
    unsigned accesses_between_pauses = 64;  ///< on average
    unsigned blocks_at_once = 3;
};
void set_schedule(const Schedule& schedule);

/// Launches begun so far, in all.
std::uint32_t launches_begun();

/// One of 0 ... sides - 1, as the schedule's seed has it.
std::uint64_t roll(std::uint64_t sides);

enum class Blocks { in_turn, together };  ///< `together`: all are in flight, and may meet

/// A launch: `kernel` runs once per thread.
class Launch {
  public:
    Launch(unsigned blocks, unsigned threads, std::size_t shared_bytes,
           std::function<void()> kernel, Blocks order = Blocks::in_turn);
    ~Launch();

    /// Gives threads so many turns, fewer where all that are not done nap. Returns whether all are done. Throws what a thread
    /// throws, and KernelError where threads wait for each other for ever.
    bool run(std::uint64_t turns);

    class Threads;

  private:
    std::unique_ptr<Threads> threads_;
};

// For the running thread.
struct Position {
    unsigned block = 0, thread = 0, blocks = 0, threads = 0;
};
Position position();
Moment current_moment();
void pause_sometimes();
void wait_for_grid();
void wait_for_block();
void wait_for_warp();
/// Lets others run: nothing is to be done until the host, or another thread, has done something.
void nap();
/// A clock that moves on by chance.
std::uint64_t nanoseconds();

/// Hands `value` to the warp and returns what `lane` handed in; also the vote of all lanes, as bits.
std::uint64_t exchange(std::uint64_t value, unsigned lane);
std::uint32_t vote(bool yes);

/// The block's shared memory, with a shadow per byte of which elements use the first.
struct SharedMemory {
    unsigned char* bytes = nullptr;
    Shadow* shadows = nullptr;
    std::size_t size = 0;
};
SharedMemory shared_memory();

}  // namespace spikelight::emulation
