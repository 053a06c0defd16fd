#include "tools/movie/frame_pipe.h"

namespace spikelight {

FramePipe::FramePipe(FedProgram& program, int capacity)
    : program_(program), capacity_(capacity), writer_([this] { write_frames(); }) {}

FramePipe::~FramePipe() {
    finish();
}

bool FramePipe::take(int frame, Image&& image) {
    std::unique_lock lock(mutex_);
    // The thread with the next frame never waits, so the others do not wait for ever.
    changed_.wait(lock, [&] { return broken_ || frame < next_ + capacity_; });
    if (broken_) return false;
    waiting_.emplace(frame, std::move(image));
    changed_.notify_all();
    return true;
}

void FramePipe::give_up() {
    std::lock_guard lock(mutex_);
    broken_ = true;
    changed_.notify_all();
}

bool FramePipe::finish() {
    {
        std::lock_guard lock(mutex_);
        complete_ = true;
        changed_.notify_all();
    }
    if (writer_.joinable()) writer_.join();
    return !broken_;
}

void FramePipe::write_frames() {
    std::unique_lock lock(mutex_);
    while (true) {
        changed_.wait(lock, [&] { return broken_ || complete_ || waiting_.contains(next_); });
        auto found = waiting_.find(next_);
        if (broken_ || found == waiting_.end()) break;
        // Write without the lock: the program may let us wait.
        Image image = std::move(found->second);
        waiting_.erase(found);
        lock.unlock();
        bool written = program_.write(image.rgb);
        lock.lock();
        ++next_;
        if (!written) broken_ = true;
        changed_.notify_all();
    }
    waiting_.clear();
}

}  // namespace spikelight
