// What is done to one neuron's opsin in one step, for the opsins that are not of the four-state kind (that one is in
// kernels/neuron_bodies.h). All of a population's opsins add to one photocurrent, in file order.
#pragma once

#include "kernels/neuron_bodies.h"
#include "kernels/opsin_exponential.h"
#include "kernels/opsin_kind.h"
#include "kernels/opsin_pump.h"

namespace spikelight {

/// What a step of an opsin needs; of the members after `kind` the one of that kind counts.
template <class Real>
struct OpsinConstants {
    OpsinKind kind = OpsinKind::four_state;
    FourStateStep<Real> four_state{};
    PumpStep<Real> pump{};
    Real I_per_irradiance = 0;  ///< A m^2/W
    OpsinIntegrator integrator = OpsinIntegrator::euler;
    LinearStates linear{};  ///< exponential
};

/// Where a pump's state lies for a run of neurons.
template <class Real>
struct PumpArrays {
    Real *P0, *P4, *Cl_change;
    Real* H;  ///< light drive, refreshed when a command changes
    const Real* expression;
};

/// Adds the pump's current at the step's start to the neuron, and advances the pump by one step.
template <class Real, class Input, bool refractory, bool clamped, bool first>
struct AdvancePump {
    NeuronArrays<Real, Input> a;
    NeuronConstants<Real> c;
    PumpArrays<Real> o;
    PumpStep<Real> step;

    SPIKELIGHT_HD void operator()(int i) const {  // vectorised: advance pump
        Real v = clamped ? a.v[i] : voltage_at_start<Real, Input, refractory>(a, c, i);
        PumpStates<Real> states{o.P0[i], o.P4[i], o.Cl_change[i]};
        Real expression = o.expression[i];
        Real I = photocurrent(step, states, expression, v);
        a.photocurrent[i] = first ? I : a.photocurrent[i] + I;
        PumpStates<Real> next = advance_states(step, states, o.H[i], expression, v);
        o.P0[i] = next.P0;
        o.P4[i] = next.P4;
        o.Cl_change[i] = next.Cl_change;
    }
};

/// From x = phi / phim to the pump's light drive.
template <class Real>
struct DrivePump {
    const Real* x;
    Real* H;
    Real p;
    // vectorised: drive pump
    SPIKELIGHT_HD void operator()(int i) const { H[i] = light_drive(x[i], p); }
};

/// Adds a current in proportion to the irradiance.
template <class Real, bool first>
struct AddProportional {
    Real* photocurrent;
    const Real* irradiance;  ///< W/m^2, refreshed when a command changes
    const Real* expression;
    Real I_per_irradiance;  ///< A m^2/W

    SPIKELIGHT_HD void operator()(int i) const {  // vectorised: add proportional current
        Real I = expression[i] * (I_per_irradiance * irradiance[i]);
        photocurrent[i] = first ? I : photocurrent[i] + I;
    }
};

}  // namespace spikelight
