// What is done to one neuron in one step. A body is a trivially copyable struct of pointers and parameters; its
// operator()(i) calls the science. Every pointer addresses one contiguous run of neurons of one population.
//
// The state kept between steps is v after step (2) of the design's order, before its synaptic input: (3) and (4) are done
// at the start of the next step, when the input has arrived. So a stored v above V_peak means "spiked in that step".
#pragma once

#include <cstdint>

#include "kernels/draw.h"
#include "kernels/host_device.h"
#include "kernels/membrane.h"
#include "kernels/opsin_four_state.h"
#include "kernels/philox.h"

namespace spikelight {

/// poisson has no membrane: its neurons fire by chance (DrawPoisson).
enum class MembraneModel : int { eif, lif, clamp, adex, poisson };

/// Where the state of a run of neurons lies. Pointers that a configuration does not need are null.
template <class Real, class Input>
struct NeuronArrays {
    Real* v;
    Input* input;  ///< fixed point; what arrived in the step before
    const Real* I_e;
    Real* photocurrent;  ///< of this step
    const Real* noise;   ///< of this step, V
    std::int32_t*
        held;  ///< refractory steps left, counting the one of the spike; null if t_ref <= dt
    Real* w = nullptr;  ///< adaptation current of an adex, A
};

template <class Real>
struct NeuronConstants {
    MembraneStep<Real> membrane;
    Real V_peak, V_reset;
    Real quantum;  ///< V per unit of input
    std::int32_t t_ref_steps;
    AdaptationStep<Real> adaptation{};  ///< adex
};

/// v at the start of a step: reset, or what the step before left plus the input that arrived in it.
template <class Real, class Input, bool refractory>
SPIKELIGHT_HD Real voltage_at_start(NeuronArrays<Real, Input> const& a,
                                    NeuronConstants<Real> const& c, int i) {
    // Read the input also where it is lost: a load that depends on a condition is not vectorised without masks.
    Real v = a.v[i], arrived = v + math::number_of<Real>(a.input[i]) * c.quantum;
    bool lost = refractory ? a.held[i] > 0 : v > c.V_peak;
    return lost ? c.V_reset : arrived;
}

/// v after one Euler step of a model that has a membrane.
template <MembraneModel model, class Real>
SPIKELIGHT_HD Real advance_membrane(MembraneStep<Real> const& m, Real v, Real I) {
    if constexpr (model == MembraneModel::lif) {
        return advance_lif(m, v, I);
    } else {
        static_assert(model == MembraneModel::eif || model == MembraneModel::adex,
                      "a model with a membrane of its own is advanced here by its own function");
        return advance_eif(m, v, I);
    }
}

/// Steps (3) and (4) of the step before, then (1) and (2) of this one. Returns whether the neuron fires.
template <class Real, class Input, MembraneModel model, bool refractory, bool light, bool noisy>
struct AdvanceNeuron {
    NeuronArrays<Real, Input> a;
    NeuronConstants<Real> c;

    SPIKELIGHT_HD bool operator()(int i) const {
        // Take the input of the step before, and make room for this one's.
        Real v = voltage_at_start<Real, Input, refractory>(a, c, i);
        a.input[i] = 0;

        // Advance the membrane by one Euler step.
        Real I = a.I_e[i];
        if constexpr (light) I = I + a.photocurrent[i];
        if constexpr (model == MembraneModel::adex) I = I - a.w[i];
        Real next = advance_membrane<model>(c.membrane, v, I);
        if constexpr (noisy) next = next + a.noise[i];

        // Hold refractory neurons, and start the clock of those that fire.
        if constexpr (refractory) {
            std::int32_t before = a.held[i];
            std::int32_t left = before > 0 ? before - 1 : 0;
            next = left > 0 ? c.V_reset : next;
            a.held[i] = next > c.V_peak ? c.t_ref_steps : left;
        }
        // Let the adaptation follow v at t; a spike adds to it.
        if constexpr (model == MembraneModel::adex) {
            Real w = advance_adaptation(c.adaptation, c.membrane.E_L, v, a.w[i]);
            a.w[i] = next > c.V_peak ? w + c.adaptation.b : w;
        }
        a.v[i] = next;
        return next > c.V_peak;
    }
};

/// Where one opsin's state lies for a run of neurons.
template <class Real>
struct OpsinArrays {
    Real *C1, *O1, *O2;
    Real *H_p, *H_q;  ///< light drives, refreshed when a command changes
    const Real* expression;
};

/// Adds one opsin's photocurrent at the step's start to the neuron, and advances the opsin by one step.
template <class Real, class Input, bool refractory, bool clamped, bool rectifying, bool first>
struct AdvanceOpsin {
    NeuronArrays<Real, Input> a;
    NeuronConstants<Real> c;
    OpsinArrays<Real> o;
    FourStateStep<Real> step;

    SPIKELIGHT_HD void operator()(int i) const {  // vectorised: advance opsin
        Real v = clamped ? a.v[i] : voltage_at_start<Real, Input, refractory>(a, c, i);
        FourStates<Real> states{o.C1[i], o.O1[i], o.O2[i]};
        Real I = o.expression[i] * photocurrent<Real, rectifying>(step, states, v);
        a.photocurrent[i] = first ? I : a.photocurrent[i] + I;
        FourStates<Real> next = advance_states(step, states, o.H_p[i], o.H_q[i]);
        o.C1[i] = next.C1;
        o.O1[i] = next.O1;
        o.O2[i] = next.O2;
    }
};

/// Light of one source added to x = phi / phim of each neuron: `weight` = irradiance x photons per joule / phim.
template <class Real>
struct AddLight {
    Real* x;
    const Real* transmittance;
    Real weight;
    // vectorised: add light
    SPIKELIGHT_HD void operator()(int i) const { x[i] = x[i] + weight * transmittance[i]; }
};

/// From x = phi / phim to the light drives.
template <class Real>
struct DriveOpsin {
    const Real* x;
    Real *H_p, *H_q;
    Real p, q;
    SPIKELIGHT_HD void operator()(int i) const {  // vectorised: drive opsin
        H_p[i] = light_drive(x[i], p);
        H_q[i] = light_drive(x[i], q);
    }
};

/// White noise of one neuron of a population in one step, V.
template <class Real>
SPIKELIGHT_HD Real noise_of_neuron(std::uint64_t key, std::uint32_t neuron, std::uint64_t step,
                                   Real per_step) {
    return per_step * standard_normal<Real>(word(philox(key, neuron / 4, step), neuron % 4));
}

/// The same for four neurons at once: group g holds the neurons 4 g ... 4 g + 3 of the population.
template <class Real>
struct DrawNoise {
    Real* noise;  ///< [4 * groups]
    std::uint64_t key, step;
    std::uint32_t first_group;
    Real per_step;                                ///< V
    SPIKELIGHT_HD void operator()(int g) const {  // vectorised: draw noise
        PhiloxWords words = philox(key, std::uint64_t(first_group) + std::uint32_t(g), step);
        noise[4 * g + 0] = per_step * standard_normal<Real>(words.w0);
        noise[4 * g + 1] = per_step * standard_normal<Real>(words.w1);
        noise[4 * g + 2] = per_step * standard_normal<Real>(words.w2);
        noise[4 * g + 3] = per_step * standard_normal<Real>(words.w3);
    }
};

/// Spikes of Poisson sources in one step, for four neurons at once as in DrawNoise: a neuron fires if its word lies below
/// its threshold, 2^32 (1 - exp(-rate dt)).
struct DrawPoisson {
    std::int32_t* fires;              ///< [4 * groups], 1 or 0
    const std::uint32_t* thresholds;  ///< [4 * groups]
    std::uint64_t key, step;
    std::uint32_t first_group;
    SPIKELIGHT_HD void operator()(int g) const {  // vectorised: draw poisson
        PhiloxWords words = philox(key, std::uint64_t(first_group) + std::uint32_t(g), step);
        fires[4 * g + 0] = words.w0 < thresholds[4 * g + 0];
        fires[4 * g + 1] = words.w1 < thresholds[4 * g + 1];
        fires[4 * g + 2] = words.w2 < thresholds[4 * g + 2];
        fires[4 * g + 3] = words.w3 < thresholds[4 * g + 3];
    }
};

}  // namespace spikelight
