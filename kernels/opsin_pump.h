// Chloride pump of three states, explicit Euler (Bansal et al. 2020: eNpHR3.0).
//
//   H = x^p / (1 + x^p), x = phi / phim; 0 in the dark;  P6 = 1 - P0 - P4
//   dP0/dt = Gr P6 - ka H P0
//   dP4/dt = ka H P0 - Gd P4
//   I_pump = expression g0 P4 Psi (clip(v, vmin, vmax) - E),  Psi = vartheta_max Cl_out / (kd + Cl_out) / Psi0
//   I_leak = g_Cl (E_Cl0 - E_Cl),  E_Cl = -RT/F ln(Cl_out / Cl_in),  RT/F = 26.67 mV
//   dCl_in/dt = a (I_pump + b I_leak)
//   I = -(I_pump + I_leak)
// I > 0 depolarises: minus the convention of the paper. The leak is the cell's own: more pumps move more chloride
// through the same leak. Psi rests on Cl_out alone, as in Cleo, and is constant. All right-hand sides take v at t.
//
// The state is not Cl_in but how far it is from where it began, Cl_out exp(E_Cl0 F/RT): a step moves it by a millionth,
// which float would round away, and I_leak = -g_Cl RT/F ln(1 + change / beginning) is exactly 0 at rest.
#pragma once

#include "kernels/elementary.h"
#include "kernels/host_device.h"
#include "kernels/opsin_four_state.h"

namespace spikelight {

struct ChloridePump {
    double g0 = 0, E = 0;                       ///< S, V
    double phim = 1, p = 1;                     ///< photons/(m^2 s), 1
    double ka = 0, Gd = 0, Gr = 0;              ///< 1/s
    double a = 0, b = 0;                        ///< mol/(m^3 C), 1
    double vartheta_max = 0, kd = 0, Psi0 = 1;  ///< 1, mol/m^3, 1
    double g_Cl = 0, Cl_out = 1, E_Cl0 = 0;     ///< S, mol/m^3, V
    double vmin = 0, vmax = 0;                  ///< V
    bool operator==(const ChloridePump&) const = default;
};

/// The same, with the rates times dt, derived once in double.
template <class Real>
struct PumpStep {
    Real p, ka, Gd, Gr;               ///< exponent; per step
    Real g, E, vmin, vmax;            ///< g0 Psi, S; V
    Real leak;                        ///< g_Cl RT/F, A
    Real Cl_begin, inverse_Cl_begin;  ///< mol/m^3
    Real a, b;                        ///< mol/(m^3 A) per step, 1
};

template <class Real>
SPIKELIGHT_HD PumpStep<Real> make_pump_step(ChloridePump const& o, double dt) {
    constexpr double RT_over_F = 26.67e-3;
    double Psi = o.vartheta_max * o.Cl_out / (o.kd + o.Cl_out) / o.Psi0;
    double Cl_begin = o.Cl_out * math::exp(o.E_Cl0 / RT_over_F);
    return {Real(o.p),       Real(o.ka * dt),    Real(o.Gd * dt),
            Real(o.Gr * dt), Real(o.g0 * Psi),   Real(o.E),
            Real(o.vmin),    Real(o.vmax),       Real(o.g_Cl * RT_over_F),
            Real(Cl_begin),  Real(1 / Cl_begin), Real(o.a * dt),
            Real(o.b)};
}

template <class Real>
struct PumpStates {
    Real P0, P4;
    Real Cl_change;  ///< Cl_in minus where it began, mol/m^3
};

/// Current of the pumps in A, outward positive.
template <class Real>
SPIKELIGHT_HD Real pump_current(PumpStep<Real> const& o, PumpStates<Real> const& s, Real expression,
                                Real v) {
    return expression * o.g * s.P4 * (math::clamp(v, o.vmin, o.vmax) - o.E);
}

/// Current of the chloride leak in A, outward positive; 0 where chloride is where it began.
template <class Real>
SPIKELIGHT_HD Real leak_current(PumpStep<Real> const& o, PumpStates<Real> const& s) {
    return -(o.leak * math::log(Real(1) + s.Cl_change * o.inverse_Cl_begin));
}

/// Photocurrent in A, depolarising positive.
template <class Real>
SPIKELIGHT_HD Real photocurrent(PumpStep<Real> const& o, PumpStates<Real> const& s, Real expression,
                                Real v) {
    return -(pump_current(o, s, expression, v) + leak_current(o, s));
}

/// One Euler step under the light drive H.
template <class Real>
SPIKELIGHT_HD PumpStates<Real> advance_states(PumpStep<Real> const& o, PumpStates<Real> const& s,
                                              Real H, Real expression, Real v) {
    Real P6 = Real(1) - s.P0 - s.P4, Ga = o.ka * H;
    PumpStates<Real> next;
    next.P0 = s.P0 + (o.Gr * P6 - Ga * s.P0);
    next.P4 = without_remnant(s.P4 + (Ga * s.P0 - o.Gd * s.P4));
    next.Cl_change = without_remnant(
        s.Cl_change + o.a * (pump_current(o, s, expression, v) + o.b * leak_current(o, s)));
    return next;
}

}  // namespace spikelight
