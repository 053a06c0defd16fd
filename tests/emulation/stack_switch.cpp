#include "tests/emulation/stack_switch.h"

#include <cstdint>
#include <cstring>

extern "C" void spikelight_enter_fiber();

#if defined(__x86_64__)

// What is kept, from the stack's place up: r15, r14, r13, r12, rbx, rbp, and where to return to.
constexpr int kept_words = 7, argument_word = 3, return_word = 6;
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

#elif defined(__aarch64__)

// What is kept, from the stack's place up: x19 to x29, where to return to (x30), and d8 to d15.
constexpr int kept_words = 20, argument_word = 0, return_word = 11;
asm(R"(
    .text
    .globl spikelight_switch_stack
    .type spikelight_switch_stack, %function
spikelight_switch_stack:
    sub sp, sp, #160
    stp x19, x20, [sp]
    stp x21, x22, [sp, #16]
    stp x23, x24, [sp, #32]
    stp x25, x26, [sp, #48]
    stp x27, x28, [sp, #64]
    stp x29, x30, [sp, #80]
    stp d8, d9, [sp, #96]
    stp d10, d11, [sp, #112]
    stp d12, d13, [sp, #128]
    stp d14, d15, [sp, #144]
    mov x2, sp
    str x2, [x0]
    mov sp, x1
    ldp x19, x20, [sp]
    ldp x21, x22, [sp, #16]
    ldp x23, x24, [sp, #32]
    ldp x25, x26, [sp, #48]
    ldp x27, x28, [sp, #64]
    ldp x29, x30, [sp, #80]
    ldp d8, d9, [sp, #96]
    ldp d10, d11, [sp, #112]
    ldp d12, d13, [sp, #128]
    ldp d14, d15, [sp, #144]
    add sp, sp, #160
    ret
    .size spikelight_switch_stack, .-spikelight_switch_stack

    .globl spikelight_enter_fiber
    .type spikelight_enter_fiber, %function
spikelight_enter_fiber:
    mov x0, x19
    bl spikelight_run_fiber
    brk #1
    .size spikelight_enter_fiber, .-spikelight_enter_fiber
)");

#else
#error \
    "The emulation switches stacks by the processor's own instructions. Write them, or leave out tests/emulation here."
#endif

namespace spikelight::emulation {

void* lay_out_stack(unsigned char* end, Fiber* fiber) {
    auto top = reinterpret_cast<std::uintptr_t>(end) / 16 * 16;
    auto* words = reinterpret_cast<std::uintptr_t*>(top) - kept_words;
    std::memset(words, 0, kept_words * sizeof *words);
    words[argument_word] = reinterpret_cast<std::uintptr_t>(fiber);
    words[return_word] = reinterpret_cast<std::uintptr_t>(&spikelight_enter_fiber);
    return words;
}

}  // namespace spikelight::emulation
