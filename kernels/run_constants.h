// What every backend derives from a network, once, on the host: so that none can derive it differently.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "kernels/draw.h"
#include "kernels/fixed_point.h"
#include "kernels/network.h"
#include "kernels/opsin_bodies.h"

namespace spikelight {

inline bool weights_differ(const ProjectionData& p) {
    return p.weight.kind != SynapseDraw::Kind::constant;
}
inline bool delays_differ(const ProjectionData& p) {
    return p.delay.kind != SynapseDraw::Kind::constant;
}

/// An upper bound of |weight| over all draws of a projection, V.
inline double largest_weight(const ProjectionData& p) {
    double largest = math::abs(p.weight.a);
    switch (p.weight.kind) {
        case SynapseDraw::Kind::constant:
            return largest;
        case SynapseDraw::Kind::uniform:
            return largest_uniform(p.weight.a, p.weight.b);
        case SynapseDraw::Kind::normal:
            return largest_normal(p.weight.a, p.weight.b);
        case SynapseDraw::Kind::lognormal:
            return largest_lognormal(p.weight.a, p.weight.b);
        case SynapseDraw::Kind::list:
            largest = 0;
            for (double weight : p.weight.list) largest = std::max(largest, math::abs(weight));
            return largest;
    }
    return largest;
}

/// Exponent of the unit in which a projection's weights are stored where they differ: as int32 in float32 runs, as
/// int64 in float64 runs.
inline int stored_weight_exponent(const ProjectionData& p, bool float64) {
    return float64 ? exponent_of_wide_weights(largest_weight(p))
                   : exponent_of_weights(largest_weight(p));
}

/// The accumulator for the most that may reach one neuron in one step, over the populations. `max_in_degree` is by
/// projection. Throws as choose_accumulator does.
inline Accumulator choose_accumulator(const NetworkData& network,
                                      std::span<const std::uint32_t> max_in_degree) {
    std::vector<double> bound(network.populations.size(), 0), events(network.populations.size(), 0);
    for (std::size_t p = 0; p < network.projections.size(); ++p) {
        const ProjectionData& projection = network.projections[p];
        bound[projection.to] += max_in_degree[p] * largest_weight(projection);
        events[projection.to] += max_in_degree[p];
    }
    return choose_accumulator(*std::max_element(bound.begin(), bound.end()),
                              *std::max_element(events.begin(), events.end()), network.float64);
}

template <class Real>
NeuronConstants<Real> make_neuron_constants(const PopulationData& p, double dt, double quantum) {
    return {make_membrane_step<Real>(p.tau_m, p.R_m, p.E_L, p.V_T, p.Delta_T, dt),
            Real(p.V_peak),
            Real(p.V_reset),
            Real(quantum),
            p.t_ref_steps,
            make_adaptation_step<Real>(p.a, p.b, p.tau_w, dt)};
}

/// Below which of 2^32 words a Poisson source fires in a step: 2^32 (1 - exp(-rate dt)), rounded.
inline std::uint32_t poisson_threshold(double rate, double dt) {
    double words = math::floor(0x1p32 * (1 - math::exp(-rate * dt)) + 0.5);
    return std::uint32_t(math::clamp(words, 0.0, 0x1p32 - 1));
}

/// Only then has a population a clock per neuron.
inline bool is_refractory(const PopulationData& p) {
    return p.t_ref_steps > 1;
}

/// What a source adds to the light an opsin sees, per unit of transmittance: x = phi / phim, or for a proportional opsin
/// the irradiance. Irradiance in W/m^2.
template <class Real>
Real light_weight(const OpsinData& opsin, std::size_t source, double irradiance) {
    switch (opsin.kind) {
        case OpsinKind::four_state:
            return Real(irradiance * opsin.photons_per_joule[source] / opsin.parameters.phim);
        case OpsinKind::pump:
            return Real(irradiance * opsin.photons_per_joule[source] / opsin.pump.phim);
        case OpsinKind::proportional:
            return Real(irradiance);
    }
    return 0;
}

/// The equations of an opsin's states for the exponential integrator.
inline LinearStates make_linear_states(const OpsinData& opsin, double dt) {
    switch (opsin.kind) {
        case OpsinKind::four_state:
            return make_linear_states(opsin.parameters, dt);
        case OpsinKind::pump:
            return make_linear_states(opsin.pump, dt);
        case OpsinKind::proportional:
            break;
    }
    return {};
}

/// Rates become parts of a step, conductances and potentials the run's numbers.
template <class Real>
OpsinConstants<Real> make_opsin_constants(const OpsinData& opsin, double dt) {
    OpsinConstants<Real> constants{opsin.kind, make_four_state_step<Real>(opsin.parameters, dt),
                                   make_pump_step<Real>(opsin.pump, dt),
                                   Real(opsin.I_per_irradiance), opsin.integrator};
    if (opsin.integrator == OpsinIntegrator::exponential)
        constants.linear = make_linear_states(opsin, dt);
    return constants;
}

}  // namespace spikelight
