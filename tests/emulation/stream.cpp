#include "tests/emulation/stream.h"

#include <limits>
#include <utility>

#include "tests/emulation/faults.h"
#include "tests/emulation/threads.h"

namespace spikelight::emulation {

void Stream::enqueue(Work work) {
    require_sound_device();
    waiting_.push_back(std::move(work));
    ++appended_;
    // Now and then lag behind for so long that the host may be many copies ahead.
    if (lags_ == 0 && roll(32) == 0) lags_ = roll(64);
    if (lags_ > 0) {
        --lags_;
        return;
    }
    // Else run ahead, lag behind, or keep up.
    switch (roll(5)) {
        case 0:
            return wait_for_all();
        case 1:
            return wait_for(done_ + roll(waiting_.size() + 1));
        case 2:
            return go_on();
        default:
            return;
    }
}

void Stream::wait_for(std::uint64_t ticket) {
    require_sound_device();
    while (done_ < ticket) proceed(std::numeric_limits<std::uint64_t>::max());
}

void Stream::go_on() {
    require_sound_device();
    if (!waiting_.empty()) proceed(std::uint64_t(1) << roll(18));
}

void Stream::proceed(std::uint64_t turns) {
    try {
        if (!begun_) count_work();
        begun_ = true;
        if (!waiting_.front()(turns)) return;
    } catch (...) {
        waiting_.clear();
        done_ = appended_;
        begun_ = false;
        throw;
    }
    waiting_.pop_front();
    ++done_;
    begun_ = false;
}

}  // namespace spikelight::emulation
