// An exact step of an opsin's states under light that stays the same during the step: exponential integration.
//
// Under constant light drives the states x = (x0, x1, x2) obey dx/dt = A x + b, so that with h = dt
//   x(t + h) = x + D x + d,   D = exp(A h) - I,   d = A^-1 (exp(A h) - I) b
// whatever the rates: nothing overshoots. D and d change only with the light and are kept per neuron.
//
// They are found by scaling and doubling (Higham 2009, SIAM Review 51:747, for the increment rather than the exponential,
// so that slow rates keep their digits beside fast ones): for a part h / 2^n with |A h / 2^n| <= 1/2 the Taylor series
// phi = sum over k of (A h / 2^n)^k / (k + 1)!, D = A h / 2^n phi, d = phi b h / 2^n; then n times
//   D <- 2 D + D D,   d <- 2 d + D d.
// The series ends at k = 14: what is left out is below 2^-15 / 16! = 1.5e-18. All this is in double, and cast at the end.
//
// A matrix and a vector lie in one array: m[3 row + column], m[9 + row].
//   four_state  x = C1, O1, O2
//   pump        x = P0, P4, and the mean of P4 over the step, from 0: the charge that was pumped is exact, too
#pragma once

#include "kernels/host_device.h"
#include "kernels/opsin_four_state.h"
#include "kernels/opsin_pump.h"

namespace spikelight {

/// Numbers of a matrix and a vector.
inline constexpr int affine_numbers = 12;

/// A h and b h of a part of the step are dark + H_p by_p + H_q by_q.
struct LinearStates {
    double dark[affine_numbers] = {}, by_p[affine_numbers] = {}, by_q[affine_numbers] = {};
    int doublings = 0;  ///< the step is 2^doublings parts
};

inline constexpr int taylor_terms = 14;

/// Divides the step into so many parts that |A h| <= 1/2 under the strongest light, H = 1.
SPIKELIGHT_HD LinearStates in_parts(LinearStates whole) {
    double largest = 0;
    for (int column = 0; column < 3; ++column) {
        double sum = 0;
        for (int m = column; m < 9; m += 3)
            sum += math::abs(whole.dark[m]) + math::abs(whole.by_p[m]) + math::abs(whole.by_q[m]);
        largest = math::max(largest, sum);
    }
    // 2^100 parts are more than any double needs.
    for (; largest > 0.5 && whole.doublings < 100; ++whole.doublings) {
        largest *= 0.5;
        for (int m = 0; m < affine_numbers; ++m) {
            whole.dark[m] *= 0.5;
            whole.by_p[m] *= 0.5;
            whole.by_q[m] *= 0.5;
        }
    }
    return whole;
}

/// The equations of kernels/opsin_four_state.h with C2 = 1 - C1 - O1 - O2 put in.
SPIKELIGHT_HD LinearStates make_linear_states(FourStateOpsin const& o, double dt) {
    return in_parts({{-o.Gr0 * dt, (o.Gd1 - o.Gr0) * dt, -o.Gr0 * dt,  // C1
                      0, -(o.Gd1 + o.Gf0) * dt, o.Gb0 * dt,            // O1
                      0, o.Gf0 * dt, -(o.Gd2 + o.Gb0) * dt,            // O2
                      o.Gr0 * dt, 0, 0},                               //
                     {-o.k1 * dt, 0, 0,                                //
                      o.k1 * dt, 0, 0,                                 //
                      -o.k2 * dt, -o.k2 * dt, -o.k2 * dt,              //
                      0, 0, o.k2 * dt},                                //
                     {0, 0, 0, 0, -o.kf * dt, o.kb * dt, 0, o.kf * dt, -o.kb * dt, 0, 0, 0},
                     0});
}

/// The equations of kernels/opsin_pump.h with P6 = 1 - P0 - P4 put in, and d(mean of P4)/dt = P4 / dt.
SPIKELIGHT_HD LinearStates make_linear_states(ChloridePump const& o, double dt) {
    return in_parts({{-o.Gr * dt, -o.Gr * dt, 0,  // P0
                      0, -o.Gd * dt, 0,           // P4
                      0, 1, 0,                    // mean of P4
                      o.Gr * dt, 0, 0},           //
                     {-o.ka * dt, 0, 0, o.ka * dt, 0, 0, 0, 0, 0, 0, 0, 0},
                     {},
                     0});
}

/// Row r of D x + d: by how much state r changes in a step.
template <class Real>
SPIKELIGHT_HD Real increment(const Real* const m[affine_numbers], int i, int r, Real x0, Real x1,
                             Real x2) {
    return m[3 * r][i] * x0 + m[3 * r + 1][i] * x1 + m[3 * r + 2][i] * x2 + m[9 + r][i];
}

/// One step of a four-state opsin by its D and d, element i of the arrays m.
template <class Real>
SPIKELIGHT_HD FourStates<Real> advance_exactly(const Real* const m[affine_numbers], int i,
                                               FourStates<Real> const& s) {
    return {s.C1 + increment(m, i, 0, s.C1, s.O1, s.O2),
            without_remnant(s.O1 + increment(m, i, 1, s.C1, s.O1, s.O2)),
            without_remnant(s.O2 + increment(m, i, 2, s.C1, s.O1, s.O2))};
}

/// One step of a pump by its D and d. Chloride, which follows slowly and not linearly, takes a linearly implicit Euler
/// step, dCl = h f / (1 - h df/dCl), of the mean pump current: no rate makes it overshoot either.
template <class Real>
SPIKELIGHT_HD PumpStates<Real> advance_exactly(const Real* const m[affine_numbers], int i,
                                               PumpStep<Real> const& o, PumpStates<Real> const& s,
                                               Real expression, Real v) {
    PumpStates<Real> mean = s;
    mean.P4 = increment(m, i, 2, s.P0, s.P4, Real(0));
    Real change = o.a * (pump_current(o, mean, expression, v) + o.b * leak_current(o, s)) /
                  (Real(1) + o.a * o.b * o.leak / (o.Cl_begin + s.Cl_change));
    return {s.P0 + increment(m, i, 0, s.P0, s.P4, Real(0)),
            without_remnant(s.P4 + increment(m, i, 1, s.P0, s.P4, Real(0))),
            without_remnant(s.Cl_change + change)};
}

}  // namespace spikelight
