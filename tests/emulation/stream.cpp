#include "tests/emulation/stream.h"

#include <utility>

#include "tests/emulation/faults.h"
#include "tests/emulation/threads.h"

namespace spikelight::emulation {

void Stream::enqueue(Work work) {
    require_sound_device();
    waiting_.push_back(std::move(work));
    ++appended_;
    // Run ahead, lag behind, or keep up, for a while each.
    switch (roll(4)) {
        case 0:
            return wait_for_all();
        case 1:
            return wait_for(done_ + roll(waiting_.size() + 1));
        default:
            return;
    }
}

void Stream::wait_for(std::uint64_t ticket) {
    require_sound_device();
    while (done_ < ticket) {
        Work work = std::move(waiting_.front());
        waiting_.pop_front();
        ++done_;
        try {
            count_work();
            work();
        } catch (...) {
            waiting_.clear();
            done_ = appended_;
            throw;
        }
    }
}

}  // namespace spikelight::emulation
