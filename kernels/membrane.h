// Membranes, one explicit Euler step. I > 0 depolarises.
//
//   eif   tau_m dv/dt = E_L - v + Delta_T exp((v - V_T) / Delta_T) + R_m I
//         (Fourcaud-Trocme et al. 2003, J Neurosci 23:11628)
//   lif   tau_m dv/dt = E_L - v + R_m I
//   adex  tau_m dv/dt = E_L - v + Delta_T exp((v - V_T) / Delta_T) + R_m (I - w)
//         tau_w dw/dt = a (v - E_L) - w;  w += b at a spike
//         (Brette, Gerstner 2005, J Neurophysiol 94:3637; NEST's aeif_psc_delta)
//
// The operations and their order are those of Brian2's generated code, so that a float64 run
// follows it bit by bit but for the last place of the exponential.
#pragma once

#include "kernels/elementary.h"
#include "kernels/host_device.h"

namespace spikelight {

/// What a step needs, derived once in double and cast once. SI units.
template <class Real>
struct MembraneStep {
    Real dt_over_tau_m;
    Real E_L, R_m;
    Real Delta_T, inverse_Delta_T, minus_V_T;
};

/// Delta_T and V_T are of the eif alone; a lif may leave them 0. tau_m > 0.
template <class Real>
SPIKELIGHT_HD MembraneStep<Real> make_membrane_step(double tau_m, double R_m, double E_L,
                                                    double V_T, double Delta_T, double dt) {
    double inverse = Delta_T > 0 ? 1 / Delta_T : 0;
    return {Real(dt / tau_m), Real(E_L), Real(R_m), Real(Delta_T), Real(inverse), Real(-V_T)};
}

/// v after the step, V. Finite for finite v and I, as the exponential saturates; NaN where one of them is.
template <class Real>
SPIKELIGHT_HD Real advance_eif(MembraneStep<Real> const& m, Real v, Real I) {
    Real sodium = m.Delta_T * math::exp_of_number(m.inverse_Delta_T * (m.minus_V_T + v));
    return m.dt_over_tau_m * ((m.E_L + (sodium + m.R_m * I)) - v) + v;
}

template <class Real>
SPIKELIGHT_HD Real advance_lif(MembraneStep<Real> const& m, Real v, Real I) {
    return m.dt_over_tau_m * ((m.E_L + m.R_m * I) - v) + v;
}

/// The adaptation current of an adex. SI units.
template <class Real>
struct AdaptationStep {
    Real dt_over_tau_w = 0;
    Real a = 0, b = 0;  ///< S, A
};

/// tau_w > 0, but for a population that does not adapt.
template <class Real>
SPIKELIGHT_HD AdaptationStep<Real> make_adaptation_step(double a, double b, double tau_w,
                                                        double dt) {
    return {Real(tau_w > 0 ? dt / tau_w : 0), Real(a), Real(b)};
}

/// w after the step, A, without the jump of a spike.
template <class Real>
SPIKELIGHT_HD Real advance_adaptation(AdaptationStep<Real> const& s, Real E_L, Real v, Real w) {
    return s.dt_over_tau_w * (s.a * (v - E_L) - w) + w;
}

}  // namespace spikelight
