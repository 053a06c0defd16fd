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
///
/// Where the integrator is exponential, the drives of the first two are D and d.
template <class Real>
struct OpsinView {
    OpsinConstants<Real> constants;
    Array<Real> states[3], drives[affine_numbers], expression;
};

/// A projection as a spike goes through it.
template <class Real, class Input>
struct WayView {
    SynapseArrays<StoredWeight<Real>> synapses;
    Input weight;  ///< where all are alike
    int shift;     ///< from stored weights to input
    /// The delay in two parts, steps: a spike is kept for the first, then its weights wait in the ring of inputs for the
    /// second. Where delays differ both are 0, and each synapse's delay is spent in the ring.
    std::uint32_t lag, ahead;

    /// What synapse `at` adds to the input of its target.
    SPIKELIGHT_DEVICE Input weight_of(std::uint64_t at) const {
        if (!synapses.weights) return weight;
        return Input(scale_weight(StoredWeight<Real>(synapses.weights[at]), shift));
    }
};

/// Where a step begins: the slot of who fires in it, and that of what arrived in the step before. Kept as counters, since a
/// remainder costs as much as a third of a membrane's step.
struct StepSlots {
    std::uint32_t bits, arrived;
};

/// A piece of a row, to be added to a slot of the ring of inputs, or by ways whose delays differ to those after it.
struct alignas(16) Chunk {
    std::uint64_t begin;
    std::uint32_t way;
    std::uint16_t count, slot;
};

/// Of a ring of slots, those that are `steps` steps later and earlier, at most as many as there are: without a division.
SPIKELIGHT_HD std::uint32_t later_slot(std::uint32_t slot, std::uint32_t steps,
                                       std::uint32_t slots) {
    return slot + steps < slots ? slot + steps : slot + steps - slots;
}

SPIKELIGHT_HD std::uint32_t earlier_slot(std::uint32_t slot, std::uint32_t steps,
                                         std::uint32_t slots) {
    return slot >= steps ? slot - steps : slot + slots - steps;
}

/// Where synaptic input waits until it is due: a slot of fixed-point sums for each of the steps to come. A block's own
/// ring begins with its own first place.
template <class Input>
struct InputRing {
    Array<Input> sums;  ///< [slot][place]
    std::uint32_t slots, slot_size, first_place;

    /// The slot of what arrives in a step; step -1 has one too.
    SPIKELIGHT_HD std::uint32_t slot_of(std::int64_t step) const {
        return std::uint32_t(std::uint64_t(step + slots) % slots);
    }
    SPIKELIGHT_HD std::uint32_t after(std::uint32_t slot) const {
        return slot + 1 == slots ? 0 : slot + 1;
    }
    /// `steps` steps later, at most as many as there are slots.
    SPIKELIGHT_HD std::uint32_t later(std::uint32_t slot, std::uint32_t steps) const {
        return later_slot(slot, steps, slots);
    }
    SPIKELIGHT_HD std::uint64_t element(std::uint32_t slot, std::uint32_t place) const {
        return std::uint64_t(slot) * slot_size + (place - first_place);
    }
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
    InputRing<Input> input;
    Array<std::uint32_t> bits;  ///< [slot][word]: who fired in a step
    Array<Chunk> chunks;        ///< of this window: room for all that may fire in one
    std::uint32_t words, bit_slots;
    std::uint32_t window;  ///< steps between two deliveries, at most

    SPIKELIGHT_HD std::uint64_t bits_of(std::int64_t step) const {
        return std::uint64_t(step) % bit_slots * words;
    }
    SPIKELIGHT_HD StepSlots slots_of(std::int64_t step) const {
        return {std::uint32_t(std::uint64_t(step) % bit_slots), input.slot_of(step - 1)};
    }
    /// Who of a word fired `steps - lag` steps after where `slots` are; both at most as many as there are slots.
    SPIKELIGHT_DEVICE std::uint32_t earlier_bits(StepSlots slots, std::uint32_t steps,
                                                 std::uint32_t lag, std::uint32_t word) const {
        std::uint32_t slot = later_slot(slots.bits, steps, bit_slots);
        return bits[std::uint64_t(earlier_slot(slot, lag, bit_slots)) * words + word];
    }
    /// `steps` steps later, at most a window.
    SPIKELIGHT_HD StepSlots later(StepSlots slots, std::uint32_t steps) const {
        return {later_slot(slots.bits, steps, bit_slots), input.later(slots.arrived, steps)};
    }
};

}  // namespace spikelight
