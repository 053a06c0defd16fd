// Four-state opsin, explicit Euler (Evans et al. 2016, PyRhO; Bansal et al. 2020).
//
//   H_p = x^p / (1 + x^p), H_q likewise, x = phi / phim; both 0 in the dark
//   Ga1 = k1 H_p, Ga2 = k2 H_p, Gf = kf H_q + Gf0, Gb = kb H_q + Gb0, C2 = 1 - C1 - O1 - O2
//   dC1/dt = Gd1 O1 + Gr0 C2 - Ga1 C1
//   dO1/dt = Ga1 C1 + Gb O2 - (Gd1 + Gf) O1
//   dO2/dt = Ga2 C2 + Gf O1 - (Gd2 + Gb) O2
//   I = -g0 expression (O1 + gamma O2) f(v),  f = v1 (1 - exp(-(v - E) / v0)) if rectifying, else v - E
// I > 0 depolarises: minus the voltage-clamp convention of the papers.
#pragma once

#include "kernels/elementary.h"
#include "kernels/host_device.h"

namespace spikelight {

struct FourStateOpsin {
    double g0 = 0, gamma = 0;                                            ///< S, 1
    double phim = 1;                                                     ///< photons/(m^2 s)
    double k1 = 0, k2 = 0, p = 1, q = 1;                                 ///< 1/s, 1/s, 1, 1
    double Gf0 = 0, kf = 0, Gb0 = 0, kb = 0, Gd1 = 0, Gd2 = 0, Gr0 = 0;  ///< 1/s
    double E = 0, v0 = 1, v1 = 1;                                        ///< V
    bool rectifying = false;
    bool operator==(const FourStateOpsin&) const = default;
};

/// The same, with the rates times dt, derived once in double.
template <class Real>
struct FourStateStep {
    Real minus_g0, gamma, inverse_phim, p, q;
    Real k1, k2, Gf0, kf, Gb0, kb, Gd1, Gd2, Gr0;  ///< per step
    Real E, minus_inverse_v0, v1;
    bool rectifying;
};

template <class Real>
SPIKELIGHT_HD FourStateStep<Real> make_four_state_step(FourStateOpsin const& o, double dt) {
    return {Real(-o.g0),     Real(o.gamma),    Real(1 / o.phim), Real(o.p),        Real(o.q),
            Real(o.k1 * dt), Real(o.k2 * dt),  Real(o.Gf0 * dt), Real(o.kf * dt),  Real(o.Gb0 * dt),
            Real(o.kb * dt), Real(o.Gd1 * dt), Real(o.Gd2 * dt), Real(o.Gr0 * dt), Real(o.E),
            Real(-1 / o.v0), Real(o.v1),       o.rectifying};
}

/// A fraction of channels, or 0 below 1e-20, where it is nothing: no cell has 1e20 channels. Smaller numbers would reach
/// the denormal ones, which take some processors ten times as long, in the photocurrent of every neuron far from the light.
template <class Real>
SPIKELIGHT_HD Real without_remnant(Real x) {
    return math::abs(x) < Real(1e-20) ? Real(0) : x;
}

/// H of the light: x^exponent / (1 + x^exponent), x = phi / phim; 0 in the dark, 1 for infinite light.
template <class Real>
SPIKELIGHT_HD Real light_drive(Real x, Real exponent) {
    Real power = math::pow(x, exponent);
    // Divide by the larger of 1 and x^p, so that a huge power does not become inf / inf.
    Real drive =
        power > Real(1) ? Real(1) / (Real(1) + Real(1) / power) : power / (Real(1) + power);
    return x > Real(0) ? without_remnant(drive) : Real(0);
}

template <class Real>
struct FourStates {
    Real C1, O1, O2;
};

/// Photocurrent in A for expression 1. `rectifying` is the opsin's own. For a v that is NaN it may be any number.
template <class Real, bool rectifying>
SPIKELIGHT_HD Real photocurrent(FourStateStep<Real> const& o, FourStates<Real> const& s, Real v) {
    Real drive = rectifying ? o.v1 * (Real(1) - math::exp_of_number((v - o.E) * o.minus_inverse_v0))
                            : v - o.E;
    return o.minus_g0 * (s.O1 + o.gamma * s.O2) * drive;
}

/// One Euler step under the light drives H_p, H_q.
template <class Real>
SPIKELIGHT_HD FourStates<Real> advance_states(FourStateStep<Real> const& o,
                                              FourStates<Real> const& s, Real H_p, Real H_q) {
    Real C2 = Real(1) - s.C1 - s.O1 - s.O2;
    Real Ga1 = o.k1 * H_p, Ga2 = o.k2 * H_p;
    Real Gf = o.kf * H_q + o.Gf0, Gb = o.kb * H_q + o.Gb0;
    FourStates<Real> next;
    next.C1 = s.C1 + (o.Gd1 * s.O1 + o.Gr0 * C2 - Ga1 * s.C1);
    next.O1 = s.O1 + (Ga1 * s.C1 + Gb * s.O2 - (o.Gd1 + Gf) * s.O1);
    next.O2 = s.O2 + (Ga2 * C2 + Gf * s.O1 - (o.Gd2 + Gb) * s.O2);
    // What is left of a decay after 46 time constants is nothing.
    next.O1 = without_remnant(next.O1);
    next.O2 = without_remnant(next.O2);
    return next;
}

}  // namespace spikelight
