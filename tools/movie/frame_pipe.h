// Frames on their way from the renderer's threads to FFmpeg's input.
#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

#include "render/movie.h"
#include "tools/program.h"

namespace spikelight {

/// Puts frames in order and writes them to a program, on a thread of its own. Threads that are ahead wait once
/// `capacity` frames are under way. After the program has gone frames are dropped and no more wanted.
class FramePipe : public FrameSink {
  public:
    /// The first frame to write is number 0. Keeps a reference to `program`.
    FramePipe(FedProgram& program, int capacity);
    ~FramePipe() override;

    bool take(int frame, Image&& image) override;
    void give_up() override;
    /// Waits until all frames taken are written. False if some could not be.
    bool finish();

  private:
    void write_frames();

    FedProgram& program_;
    int capacity_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::map<int, Image> waiting_;
    int next_ = 0;
    bool complete_ = false, broken_ = false;
    std::thread writer_;
};

}  // namespace spikelight
