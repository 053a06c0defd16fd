// How the arrays of a segment's opsin are used, by kind:
//
//   kind          states              drives (euler)   drives (exponential)   light of AddLight
//   four_state    C1, O1, O2          H_p, H_q         D, d                   phi / phim
//   pump          P0, P4, Cl_change   H                D, d                   phi / phim
//   proportional                      irradiance                              irradiance
#pragma once

#include "kernels/cpu/neuron_loops.h"
#include "kernels/opsin_bodies.h"

namespace spikelight {

struct OpsinArrayCounts {
    int states, drives;
};

inline OpsinArrayCounts array_counts(OpsinKind kind, OpsinIntegrator integrator) {
    bool exponential = integrator == OpsinIntegrator::exponential;
    switch (kind) {
        case OpsinKind::four_state:
            return {state_count(kind), exponential ? affine_numbers : 2};
        case OpsinKind::pump:
            return {state_count(kind), exponential ? affine_numbers : 1};
        case OpsinKind::proportional:
            return {state_count(kind), 1};
    }
    return {0, 0};
}

}  // namespace spikelight
