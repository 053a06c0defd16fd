// Whether another program still does anything.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>

namespace spikelight {

/// Processor time of a process and all that it started, in ticks of the system; 0 where that is not told.
std::uint64_t family_ticks(pid_t process);

/// Finds a program that hangs: for `patience` it has been waited for and has used no processor time. Time in which nobody
/// looks does not count: a laptop that slept is no hang.
class IdleWatch {
  public:
    explicit IdleWatch(std::chrono::milliseconds patience) : patience_(patience) {}

    /// Tells that `since_last_look` has passed, in which the program was waited for or not. True once it hangs.
    bool look(pid_t process, bool waited_for, std::chrono::milliseconds since_last_look);

  private:
    std::chrono::milliseconds patience_, idle_{0}, unseen_{0};
    std::uint64_t ticks_ = 0;
};

/// What an encoder is given: 60 s, or as many as SPIKELIGHT_FFMPEG_PATIENCE says.
std::chrono::milliseconds encoder_patience();

}  // namespace spikelight
