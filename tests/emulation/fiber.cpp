#include "tests/emulation/fiber.h"

#include <cstdint>
#include <cstring>
#include <utility>

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

void Fiber::start(Entry entry, void* argument) {
    if (!stack_) stack_ = std::make_unique_for_overwrite<unsigned char[]>(stack_bytes);
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
    spikelight_switch_stack(&caller_stack_pointer_, own_stack_pointer_);
}

void Fiber::pause() {
    spikelight_switch_stack(&own_stack_pointer_, caller_stack_pointer_);
}

void Fiber::enter() {
    entry_(argument_);
    ended_ = true;
    pause();
}

}  // namespace spikelight::emulation
