#include "tests/emulation/fiber.h"

#include <utility>

#include "tests/emulation/stack_switch.h"

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif

extern "C" void spikelight_run_fiber(spikelight::emulation::Fiber* fiber) {
    fiber->enter();
}

namespace spikelight::emulation {
namespace {

// The address sanitizer must be told which stack is in use; elsewhere these do nothing.
#ifdef __SANITIZE_ADDRESS__
void leave_stack(void** kept, const void* to, std::size_t bytes) {
    __sanitizer_start_switch_fiber(kept, to, bytes);
}
void reach_stack(void* kept, const void** from, std::size_t* bytes) {
    __sanitizer_finish_switch_fiber(kept, from, bytes);
}
void forget_stack(void* stack, std::size_t bytes) {
    __asan_unpoison_memory_region(stack, bytes);
}
#else
void leave_stack(void**, const void*, std::size_t) {}
void reach_stack(void*, const void**, std::size_t*) {}
void forget_stack(void*, std::size_t) {}
#endif

}  // namespace

void Fiber::start(Entry entry, void* argument) {
    if (!stack_) stack_ = std::make_unique_for_overwrite<unsigned char[]>(stack_bytes);
    forget_stack(stack_.get(), stack_bytes);
    entry_ = entry;
    argument_ = argument;
    ended_ = false;
    own_stack_pointer_ = lay_out_stack(stack_.get() + stack_bytes, this);
}

void Fiber::run() {
    void* kept = nullptr;
    leave_stack(&kept, stack_.get(), stack_bytes);
    spikelight_switch_stack(&caller_stack_pointer_, own_stack_pointer_);
    reach_stack(kept, nullptr, nullptr);
}

void Fiber::pause() {
    void* kept = nullptr;
    leave_stack(ended_ ? nullptr : &kept, caller_stack_, caller_stack_bytes_);
    spikelight_switch_stack(&own_stack_pointer_, caller_stack_pointer_);
    reach_stack(kept, &caller_stack_, &caller_stack_bytes_);
}

void Fiber::enter() {
    reach_stack(nullptr, &caller_stack_, &caller_stack_bytes_);
    entry_(argument_);
    ended_ = true;
    pause();
}

}  // namespace spikelight::emulation
