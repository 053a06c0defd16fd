// Times of a controller, in s from the start of the run, become steps.
#pragma once

#include <cstdint>

#include "kernels/elementary.h"

namespace spikelight {

/// A time this close to a step, as a part of a step, is at the step: 0.3 ms / 0.1 ms
/// is 2.9999999999999996 in floating point, and is 3.
constexpr double step_tolerance = 1e-6;

/// Beyond every run, and far from overflow.
constexpr double last_step = 0x1p62;

/// The nearest step; half way, the later one.
inline std::int64_t nearest_step(double time, double dt) {
    double steps = math::floor(time / dt + 0.5 + step_tolerance);
    return static_cast<std::int64_t>(math::clamp(steps, -last_step, last_step));
}

/// The first step not before the time.
inline std::int64_t first_step_from(double time, double dt) {
    double steps = -math::floor(-(time / dt - step_tolerance));
    return static_cast<std::int64_t>(math::clamp(steps, -last_step, last_step));
}

}  // namespace spikelight
