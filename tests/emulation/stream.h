// Work handed to a device: done in order, but when nobody knows. Some is done at once, some not before it is waited for.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>

namespace spikelight::emulation {

class Stream {
  public:
    using Work = std::function<void()>;

    /// Appends work, and does some of what waits, decided by the schedule's seed.
    void enqueue(Work work);
    /// Does the work appended as number 1 ... `ticket`. Throws what it throws; the rest is dropped then.
    void wait_for(std::uint64_t ticket);
    void wait_for_all() { wait_for(appended_); }

    std::uint64_t appended() const { return appended_; }
    std::uint64_t done() const { return done_; }

  private:
    std::deque<Work> waiting_;
    std::uint64_t appended_ = 0, done_ = 0;
};

}  // namespace spikelight::emulation
