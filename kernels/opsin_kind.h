// The kinds of opsin models, and how their states are advanced.
#pragma once

#include "kernels/host_device.h"

namespace spikelight {

enum class OpsinKind : int {
    four_state,   ///< kernels/opsin_four_state.h
    pump,         ///< kernels/opsin_pump.h
    proportional  ///< I = expression I_per_irradiance irradiance
};

/// Numbers per neuron that an opsin keeps from step to step.
SPIKELIGHT_HD int state_count(OpsinKind kind) {
    switch (kind) {
        case OpsinKind::four_state:
        case OpsinKind::pump:
            return 3;
        case OpsinKind::proportional:
            return 0;
    }
    return 0;
}

enum class OpsinIntegrator : int {
    euler,       ///< explicit Euler, as Brian2 does: unstable where a rate times dt exceeds 2
    exponential  ///< kernels/opsin_exponential.h: exact while the light stays the same, at any rate
};

}  // namespace spikelight
