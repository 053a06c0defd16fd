#include "tests/emulation/fiber.h"

#include <cstdint>
#include <cstring>
#include <utility>

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif

#ifndef __x86_64__
#error "The emulation switches stacks by x86-64 instructions. Leave out tests/emulation here."
#endif

// Saves the registers that a called function must keep, swaps stacks, and takes up where the other left off: 20 times
// faster than swapcontext, which asks the kernel for the signal mask.
extern "C" void spikelight_switch_stack(void** save, void* load);
extern "C" void spikelight_enter_fiber();
asm(R"(
    .text
    .globl spikelight_switch_stack
    .type spikelight_switch_stack, @function
spikelight_switch_stack:
    pushq %rbp
    pushq %rbx
    pushq %r12
    pushq %r13
    pushq %r14
    pushq %r15
    movq %rsp, (%rdi)
    movq %rsi, %rsp
    popq %r15
    popq %r14
    popq %r13
    popq %r12
    popq %rbx
    popq %rbp
    ret
    .size spikelight_switch_stack, .-spikelight_switch_stack

    .globl spikelight_enter_fiber
    .type spikelight_enter_fiber, @function
spikelight_enter_fiber:
    movq %r12, %rdi
    call spikelight_run_fiber
    ud2
    .size spikelight_enter_fiber, .-spikelight_enter_fiber
)");

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
    // Lay out what the switch takes from the stack: r15, r14, r13, r12, rbx, rbp, and where to return to.
    auto top = (reinterpret_cast<std::uintptr_t>(stack_.get()) + stack_bytes) / 16 * 16;
    auto* words = reinterpret_cast<std::uintptr_t*>(top) - 7;
    std::memset(words, 0, 7 * sizeof *words);
    words[3] = reinterpret_cast<std::uintptr_t>(this);
    words[6] = reinterpret_cast<std::uintptr_t>(&spikelight_enter_fiber);
    own_stack_pointer_ = words;
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
