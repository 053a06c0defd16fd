// A barrier for threads that meet every few microseconds.
#pragma once

#include <atomic>
#include <thread>

namespace spikelight {

/// Spins, because a sleep costs more than the wait; yields after a while, in case there are more threads than cores.
class SpinBarrier {
  public:
    /// Returns when `threads` threads have called it.
    void wait(int threads) {
        if (threads == 1) return;
        unsigned round = round_.load(std::memory_order_relaxed);
        if (arrived_.fetch_add(1, std::memory_order_acq_rel) + 1 == threads) {
            arrived_.store(0, std::memory_order_relaxed);
            round_.store(round + 1, std::memory_order_release);
            return;
        }
        for (int spins = 0; round_.load(std::memory_order_acquire) == round; ++spins) {
            if (spins < 4000)
                pause();
            else
                std::this_thread::yield();
        }
    }

  private:
    /// Leaves the processor to others of its core for some cycles.
    static void pause() {
#if defined(__x86_64__)
        __builtin_ia32_pause();
#elif defined(__aarch64__)
        // As long as a pause of x86; `yield` takes no time.
        asm volatile("isb");
#endif
    }

    alignas(64) std::atomic<int> arrived_{0};
    alignas(64) std::atomic<unsigned> round_{0};
};

}  // namespace spikelight
