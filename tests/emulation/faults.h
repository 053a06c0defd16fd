// Faults that a GPU may have in the midst of a run, planned by a test or by the environment.
#pragma once

#include <cstdint>

namespace spikelight::emulation {

/// Counted from 1; 0: never.
struct PlannedFaults {
    std::uint64_t failing_work = 0;  ///< this kernel or copy fails, and every call from then on
    std::uint64_t failing_allocation = 0;  ///< this allocation alone finds no memory
};

/// Plans faults from here on, and mends what is broken. At first SPIKELIGHT_EMULATED_FAULT plans them: "work 7" or
/// "allocation 7".
void plan_faults(const PlannedFaults& faults);

/// Counts work that the device begins, and an allocation of bytes. Throw std::runtime_error as the CUDA backend does.
void count_work();
void count_allocation(std::uint64_t bytes);

/// What every call does first: after an illegal address they all tell of it.
void require_sound_device();

}  // namespace spikelight::emulation
