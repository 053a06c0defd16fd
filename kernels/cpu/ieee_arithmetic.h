// How a thread's floating point rounds, and whether it keeps denormal numbers, is the thread's own and can be changed by
// anybody: a library linked with -ffast-math drops denormal numbers in every thread that begins after it was loaded.
#pragma once

#ifndef __x86_64__
#include <cfenv>
#endif

namespace spikelight {

/// Keeps this thread to IEEE 754's defaults while it lives: rounding to nearest, denormal numbers, and no traps. What was
/// set before comes back.
class IeeeArithmetic {
  public:
    IeeeArithmetic() { keep(); }
    ~IeeeArithmetic() { put_back(); }
    IeeeArithmetic(const IeeeArithmetic&) = delete;
    IeeeArithmetic& operator=(const IeeeArithmetic&) = delete;

  private:
#ifdef __x86_64__
    // To write the register takes tens of cycles, to read it a few.
    static constexpr unsigned rules = 0xFFC0, ieee = 0x1F80;
    void keep() {
        if ((before_ & rules) != ieee) __builtin_ia32_ldmxcsr((before_ & ~rules) | ieee);
    }
    void put_back() const {
        if ((before_ & rules) != ieee) __builtin_ia32_ldmxcsr(before_);
    }
    unsigned before_ = __builtin_ia32_stmxcsr();
#else
    void keep() {
        std::fegetenv(&before_);
        std::fesetenv(FE_DFL_ENV);
    }
    void put_back() const {
        std::fesetenv(&before_);
    }
    std::fenv_t before_;
#endif
};

}  // namespace spikelight
