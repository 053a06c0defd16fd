// A function that can be left in the middle and taken up again: what a thread of a GPU becomes on one CPU.
#pragma once

#include <cstddef>
#include <memory>

namespace spikelight::emulation {

class Fiber {
  public:
    using Entry = void (*)(void* argument);

    /// The next run() starts entry(argument). The entry must not let an exception out.
    void start(Entry entry, void* argument);

    /// Runs the fiber until it pauses or ends.
    void run();

    /// Within the fiber: back to run().
    void pause();

    bool ended() const { return ended_; }

    /// Called where a fiber begins; no use otherwise.
    void enter();

  private:
    static constexpr std::size_t stack_bytes = std::size_t(128) << 10;
    std::unique_ptr<unsigned char[]> stack_;
    void* own_stack_pointer_ = nullptr;
    void* caller_stack_pointer_ = nullptr;
    const void* caller_stack_ = nullptr;
    std::size_t caller_stack_bytes_ = 0;
    Entry entry_ = nullptr;
    void* argument_ = nullptr;
    bool ended_ = true;
};

}  // namespace spikelight::emulation
