// The network as kernels see it: state by place, parameters by population, synapses by way.
#pragma once

#include "kernels/cuda/synapse_views.h"
#include "kernels/engine.h"
#include "kernels/neuron_bodies.h"
#include "kernels/opsin_bodies.h"

namespace spikelight {

/// Synapses are delivered in chunks of at most this many, a warp each.
inline constexpr std::uint32_t synapses_per_chunk = 256;

template <class Real>
struct PopulationView {
    MembraneModel model;
    bool refractory;
    std::uint32_t first, first_place, size;
    std::uint32_t first_opsin, opsin_count;  ///< opsins in file order
    std::uint32_t first_way, way_count;      ///< ways that begin here
    NeuronConstants<Real> constants;
    std::uint64_t noise_key;
    Real noise_per_step;      ///< V; 0: no noise
    std::uint64_t spike_key;  ///< poisson
};

/// One opsin of one population; arrays by index within it. What they hold depends on its kind:
///
///   four_state    states C1, O1, O2; drives H_p, H_q
///   pump          states P0, P4, Cl_change; drive H
///   proportional  drive irradiance
template <class Real>
struct OpsinView {
    OpsinConstants<Real> constants;
    Array<Real> states[3], drives[2], expression;
};

/// A projection as a spike goes through it.
template <class Real, class Input>
struct WayView {
    SynapseArrays<StoredWeight<Real>> synapses;
    Input weight;         ///< where all are alike
    int shift;            ///< from stored weights to input
    std::uint32_t delay;  ///< steps, where all are alike
};

/// A piece of a row, to be delivered.
struct Chunk {
    std::uint64_t begin;
    std::uint32_t count, way;
};

template <class Real, class Input>
struct NetworkView {
    Array<PopulationView<Real>> populations;
    Array<OpsinView<Real>> opsins;
    Array<WayView<Real, Input>> ways;
    Array<std::uint32_t> population_of_word;
    Array<Real> v, I_e;
    Array<Real> w;                    ///< adaptation current; none if no population is adex
    Array<std::int32_t> held;         ///< none if no population is refractory
    Array<std::uint32_t> thresholds;  ///< none if no population is poisson
    Array<Input> input;               ///< [slot][place]: what arrives in a step, fixed point
    Array<std::uint32_t> bits;        ///< [slot][word]: who fired in a step
    Array<Chunk> chunks;              ///< of this step: room for every neuron through every way
    std::uint32_t words, places, input_slots, bit_slots;

    SPIKELIGHT_HD std::uint64_t input_of(std::int64_t step) const {
        return std::uint64_t(step + input_slots) % input_slots * places;
    }
    SPIKELIGHT_HD std::uint64_t bits_of(std::int64_t step) const {
        return std::uint64_t(step) % bit_slots * words;
    }
};

}  // namespace spikelight
