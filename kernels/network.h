// What a backend needs to know of a network: plain numbers in SI units, no names, no files. Filled by engine/network.
//
// Connectivity is given as rules; each backend draws the synapses itself, from the same counters, so that 10^9 of them
// never travel. All randomness is Philox keyed by `key` below (kernels/philox.h): the same network on every backend.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "kernels/light_source.h"
#include "kernels/neuron_bodies.h"
#include "kernels/opsin_four_state.h"
#include "kernels/opsin_kind.h"
#include "kernels/opsin_pump.h"

namespace spikelight {

/// Neurons of one population have the global indices first ... first + size - 1.
struct PopulationData {
    MembraneModel model = MembraneModel::eif;
    std::uint32_t first = 0, size = 0;
    double tau_m = 0, R_m = 0, E_L = 0, V_T = 0, Delta_T = 0, V_peak = 0, V_reset = 0;
    int t_ref_steps = 0;  ///< r: v stays at V_reset in steps k+1 ... k+r-1 after a spike in step k
    double noise_per_step = 0;  ///< V: noise sqrt(2 dt / tau_m)
    std::uint64_t noise_key = 0;
    std::vector<double> I_e;         ///< A, one or `size` elements
    std::vector<double> v_init;      ///< V, one or `size` elements
    double a = 0, b = 0, tau_w = 0;  ///< S, A, s: adex
    std::vector<double> rate;        ///< 1/s, one or `size` elements: poisson
    std::uint64_t spike_key = 0;     ///< poisson
};

/// A number per synapse. Element (row, k) of a projection draws from (key, row, k): see kernels/draw.h.
struct SynapseDraw {
    enum class Kind : int { constant, uniform, normal, lognormal, list };
    Kind kind = Kind::constant;
    double a = 0, b = 0;  ///< as in a scenario's Value; lognormal: mean and sd of the logarithm
    std::vector<double> list;  ///< one per line of the list rule
    std::uint64_t key = 0;
};

struct ProjectionData {
    enum class Rule : int {
        probability,
        in_degree,
        out_degree,
        total,
        window,
        one_to_one,
        all_to_all,
        distance,
        list
    };
    Rule rule = Rule::probability;
    std::uint32_t from = 0, to = 0;  ///< population indices
    double probability = 0;          ///< probability, distance: p0
    std::uint64_t count = 0;         ///< in_degree, out_degree, total; half width of window
    double sigma = 0;                ///< m
    bool gaussian = true;            ///< profile exp(-d^2 / (2 sigma^2)), else exp(-d / sigma)
    bool self = true, multiple = false;
    std::vector<std::uint32_t> pre, post;  ///< list rule
    std::uint64_t key = 0;
    SynapseDraw weight;  ///< V
    SynapseDraw delay;   ///< steps (rounded to the nearest, at least 0)
};

/// Is a rule given by source neuron, row by row? Others are given by target, or as a whole.
inline bool given_by_source(ProjectionData::Rule rule) {
    using Rule = ProjectionData::Rule;
    switch (rule) {
        case Rule::probability:
        case Rule::out_degree:
        case Rule::window:
        case Rule::one_to_one:
        case Rule::all_to_all:
        case Rule::distance:
            return true;
        case Rule::in_degree:
        case Rule::total:
        case Rule::list:
            return false;
    }
    return false;
}

/// One opsin expressed in one population.
struct OpsinData {
    std::uint32_t population = 0;
    FourStateOpsin parameters;              ///< four_state
    std::vector<double> expression;         ///< one or `size` elements
    std::vector<double> photons_per_joule;  ///< per source: spectrum / photon energy
    OpsinKind kind = OpsinKind::four_state;
    ChloridePump pump;            ///< pump
    double I_per_irradiance = 0;  ///< A m^2/W, proportional: it sees all wavelengths alike
    OpsinIntegrator integrator = OpsinIntegrator::euler;
};

struct NetworkData {
    double dt = 0;
    bool float64 = false;
    std::vector<PopulationData> populations;
    std::vector<ProjectionData> projections;
    std::vector<OpsinData> opsins;
    std::vector<LightSource> sources;  ///< at step 0
    /// Values of fields that sources point at.
    std::vector<std::shared_ptr<const std::vector<float>>> field_values;
    /// m, of all neurons by global index; NaN where a population has no position.
    std::vector<double> x, y, z;

    std::uint32_t neuron_count() const {
        return populations.empty() ? 0 : populations.back().first + populations.back().size;
    }
};

}  // namespace spikelight
