// Work handed to a device: done in order, but when nobody knows. Some is done at once, some not before it is waited for, and
// what takes long may be left in the middle while the host does something.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <utility>

namespace spikelight::emulation {

class Stream {
  public:
    /// Goes on for so many turns. Returns whether it is done.
    using Work = std::function<bool(std::uint64_t turns)>;

    /// Appends work, and does some of what waits, decided by the schedule's seed.
    void enqueue(Work work);
    /// The same of work that is done in one go.
    void enqueue_whole(std::function<void()> work) {
        enqueue([work = std::move(work)](std::uint64_t) {
            work();
            return true;
        });
    }
    /// Does the work appended as number 1 ... `ticket`. Throws what it throws; the rest is dropped then.
    void wait_for(std::uint64_t ticket);
    void wait_for_all() { wait_for(appended_); }
    /// Does some of what waits, decided by the schedule's seed.
    void go_on();

    std::uint64_t appended() const { return appended_; }
    std::uint64_t done() const { return done_; }

  private:
    /// Goes on with the oldest work.
    void proceed(std::uint64_t turns);

    std::deque<Work> waiting_;
    std::uint64_t appended_ = 0, done_ = 0;
    bool begun_ = false;      ///< the oldest work
    std::uint64_t lags_ = 0;  ///< calls of enqueue() that still do nothing of it
};

}  // namespace spikelight::emulation
