// A window of steps of the 32 neurons of a warp, their membranes in registers.
#pragma once

#include "kernels/cuda/network_view.h"
#include "kernels/opsin_exponential_bodies.h"

namespace spikelight {

/// A neuron's state in registers. Bodies see it as arrays of one element.
template <class Real, class Input>
struct NeuronState {
    Real v, I_e, photocurrent, noise, w;
    Input input;
    std::int32_t held;
    std::uint32_t threshold;

    SPIKELIGHT_DEVICE NeuronArrays<Real, Input> arrays() {
        return {&v, &input, &I_e, &photocurrent, &noise, &held, &w};
    }
};

/// The same of an opsin whose integrator is exponential; its states are in registers.
template <class Real, class Input, bool refractory, bool clamped, bool first>
SPIKELIGHT_DEVICE void advance_exact_opsin(OpsinView<Real> const& o, std::uint32_t i,
                                           NeuronArrays<Real, Input> const& a,
                                           NeuronConstants<Real> const& c,
                                           OpsinArrays<Real> const& arrays) {
    Real numbers[affine_numbers];
    StepArrays<Real> exact{};
    for (int k = 0; k < affine_numbers; ++k) {
        numbers[k] = o.drives[k][i];
        exact.m[k] = &numbers[k];
    }
    if (o.constants.kind == OpsinKind::pump) {
        PumpArrays<Real> pump{arrays.C1, arrays.O1, arrays.O2, nullptr, arrays.expression};
        AdvancePumpExactly<Real, Input, refractory, clamped, first>{a, c, pump, exact,
                                                                    o.constants.pump}(0);
        return;
    }
    FourStateStep<Real> const& step = o.constants.four_state;
    if (step.rectifying)
        AdvanceOpsinExactly<Real, Input, refractory, clamped, true, first>{a, c, arrays, exact,
                                                                           step}(0);
    else
        AdvanceOpsinExactly<Real, Input, refractory, clamped, false, first>{a, c, arrays, exact,
                                                                            step}(0);
}

/// Adds an opsin's photocurrent to a neuron, and advances the opsin.
template <class Real, class Input, bool refractory, bool clamped, bool first>
SPIKELIGHT_DEVICE void advance_opsin(OpsinView<Real> const& o, std::uint32_t i,
                                     NeuronArrays<Real, Input> const& a,
                                     NeuronConstants<Real> const& c) {
    OpsinConstants<Real> const& constants = o.constants;
    Real expression = o.expression[i], drive = o.drives[0][i];
    if (constants.kind == OpsinKind::proportional) {
        AddProportional<Real, first>{a.photocurrent, &drive, &expression,
                                     constants.I_per_irradiance}(0);
        return;
    }
    Real s0 = o.states[0][i], s1 = o.states[1][i], s2 = o.states[2][i];
    if (constants.integrator == OpsinIntegrator::exponential) {
        OpsinArrays<Real> arrays{&s0, &s1, &s2, nullptr, nullptr, &expression};
        advance_exact_opsin<Real, Input, refractory, clamped, first>(o, i, a, c, arrays);
    } else if (constants.kind == OpsinKind::pump) {
        PumpArrays<Real> arrays{&s0, &s1, &s2, &drive, &expression};
        AdvancePump<Real, Input, refractory, clamped, first>{a, c, arrays, constants.pump}(0);
    } else {
        Real second_drive = o.drives[1][i];
        OpsinArrays<Real> arrays{&s0, &s1, &s2, &drive, &second_drive, &expression};
        FourStateStep<Real> const& step = constants.four_state;
        if (step.rectifying)
            AdvanceOpsin<Real, Input, refractory, clamped, true, first>{a, c, arrays, step}(0);
        else
            AdvanceOpsin<Real, Input, refractory, clamped, false, first>{a, c, arrays, step}(0);
    }
    o.states[0][i] = s0;
    o.states[1][i] = s1;
    o.states[2][i] = s2;
}

template <class Real, class Input, bool refractory, bool clamped>
SPIKELIGHT_DEVICE void advance_opsins(NetworkView<Real, Input> const& n,
                                      PopulationView<Real> const& p, std::uint32_t i,
                                      NeuronArrays<Real, Input> const& a) {
    for (std::uint32_t k = 0; k < p.opsin_count; ++k) {
        OpsinView<Real> opsin = n.opsins[p.first_opsin + k];
        if (k == 0)
            advance_opsin<Real, Input, refractory, clamped, true>(opsin, i, a, p.constants);
        else
            advance_opsin<Real, Input, refractory, clamped, false>(opsin, i, a, p.constants);
    }
}

/// Opsins, noise and membrane of a neuron that is not clamped. Returns whether it fires.
template <class Real, class Input, MembraneModel model, bool refractory>
SPIKELIGHT_DEVICE bool advance_membrane(NetworkView<Real, Input> const& n,
                                        PopulationView<Real> const& p, std::uint32_t i,
                                        std::int64_t step, NeuronState<Real, Input>& state) {
    NeuronArrays<Real, Input> a = state.arrays();
    advance_opsins<Real, Input, refractory, false>(n, p, i, a);
    bool light = p.opsin_count > 0, noisy = p.noise_per_step != 0;
    if (noisy)
        state.noise = noise_of_neuron<Real>(p.noise_key, i, std::uint64_t(step), p.noise_per_step);
    if (light && noisy)
        return AdvanceNeuron<Real, Input, model, refractory, true, true>{a, p.constants}(0);
    if (light) return AdvanceNeuron<Real, Input, model, refractory, true, false>{a, p.constants}(0);
    if (noisy) return AdvanceNeuron<Real, Input, model, refractory, false, true>{a, p.constants}(0);
    return AdvanceNeuron<Real, Input, model, refractory, false, false>{a, p.constants}(0);
}

template <class Real, class Input, bool refractory>
SPIKELIGHT_DEVICE bool advance_by_model(NetworkView<Real, Input> const& n,
                                        PopulationView<Real> const& p, std::uint32_t i,
                                        std::int64_t step, NeuronState<Real, Input>& state) {
    if (p.model == MembraneModel::adex)
        return advance_membrane<Real, Input, MembraneModel::adex, refractory>(n, p, i, step, state);
    if (p.model == MembraneModel::eif)
        return advance_membrane<Real, Input, MembraneModel::eif, refractory>(n, p, i, step, state);
    return advance_membrane<Real, Input, MembraneModel::lif, refractory>(n, p, i, step, state);
}

template <class Real, class Input>
SPIKELIGHT_DEVICE NeuronState<Real, Input> fetch_neuron(NetworkView<Real, Input> const& n,
                                                        PopulationView<Real> const& p,
                                                        std::uint32_t place) {
    NeuronState<Real, Input> state{n.v[place], n.I_e[place], 0, 0, 0, 0, 0, 0};
    if (p.refractory) state.held = n.held[place];
    if (p.model == MembraneModel::adex) state.w = n.w[place];
    if (p.model == MembraneModel::poisson) state.threshold = n.thresholds[place];
    return state;
}

template <class Real, class Input>
SPIKELIGHT_DEVICE void keep_neuron(NetworkView<Real, Input> const& n, PopulationView<Real> const& p,
                                   std::uint32_t place, NeuronState<Real, Input> const& state) {
    n.v[place] = state.v;
    if (p.refractory) n.held[place] = state.held;
    if (p.model == MembraneModel::adex) n.w[place] = state.w;
}

/// Advances neuron i of a population by one step. Returns whether it fires.
template <class Real, class Input>
SPIKELIGHT_DEVICE bool advance_neuron(NetworkView<Real, Input> const& n,
                                      PopulationView<Real> const& p, std::uint32_t i,
                                      std::int64_t step, NeuronState<Real, Input>& state) {
    // A clamped neuron only lets its opsins run.
    if (p.model == MembraneModel::clamp) {
        advance_opsins<Real, Input, false, true>(n, p, i, state.arrays());
        return false;
    }
    // A Poisson source fires by chance.
    if (p.model == MembraneModel::poisson)
        return word(philox(p.spike_key, i / 4, std::uint64_t(step)), i % 4) < state.threshold;
    return p.refractory ? advance_by_model<Real, Input, true>(n, p, i, step, state)
                        : advance_by_model<Real, Input, false>(n, p, i, step, state);
}

/// Appends the rows of the lanes that say `arrives` to the chunks of this window, for the input's slot. For all lanes of a
/// warp together.
template <class Real, class Input>
SPIKELIGHT_DEVICE void push_rows(NetworkView<Real, Input> const& n, std::uint32_t way_index,
                                 std::uint32_t row, bool arrives, std::uint32_t slot,
                                 Array<std::uint32_t> counts, std::uint32_t count_index) {
    std::uint64_t begin = 0, end = 0;
    if (arrives) {
        WayView<Real, Input> way = n.ways[way_index];
        begin = way.synapses.begin[row];
        end = way.synapses.begin[row + 1];
    }
    // Reserve room for the warp at once.
    std::uint32_t own = std::uint32_t((end - begin + synapses_per_chunk - 1) / synapses_per_chunk);
    std::uint32_t up_to_lane = device::sum_up_to_lane(own);
    std::uint32_t all = device::shuffle(up_to_lane, device::warp_threads - 1);
    if (all == 0) return;
    std::uint32_t at = device::lane() == 0 ? device::atomic_add(counts, count_index, all) : 0;
    at = device::shuffle(at, 0) + up_to_lane - own;
    for (; begin < end; begin += synapses_per_chunk) {
        std::uint64_t left = end - begin;
        std::uint16_t count = std::uint16_t(left < synapses_per_chunk ? left : synapses_per_chunk);
        n.chunks[at++] = Chunk{begin, way_index, count, std::uint16_t(slot)};
    }
}

/// Lists the rows that leave the spikes of a word for the ring of inputs after the steps from ... to - 1: of spikes of these
/// steps, or of earlier ones where a way keeps them. Lane j has in `fired` who fired in step from + j. For all lanes of a
/// warp together.
template <class Real, class Input>
SPIKELIGHT_DEVICE void push_spikes(NetworkView<Real, Input> const& n, PopulationView<Real> const& p,
                                   std::uint32_t word, std::int64_t from, std::int64_t to,
                                   std::uint32_t fired, Array<std::uint32_t> counts,
                                   std::uint32_t count_index) {
    std::uint32_t row = 32 * word + device::lane() - p.first_place;
    for (std::uint32_t k = p.first_way; k < p.first_way + p.way_count; ++k) {
        WayView<Real, Input> way = n.ways[k];
        // A lane looks at one step.
        std::int64_t step = from + device::lane();
        std::uint32_t leaving = 0;
        if (step < to && step >= way.lag)
            leaving =
                way.lag == 0 ? fired : std::uint32_t(n.bits[n.bits_of(step - way.lag) + word]);
        std::uint32_t slot = n.input.slot_of(step + way.ahead);
        // All lanes take the steps in which anyone fired, one after another.
        for (std::uint32_t lanes = device::ballot(leaving != 0); lanes != 0; lanes &= lanes - 1) {
            unsigned lane = device::first_bit(lanes);
            bool leaves = (device::shuffle(leaving, lane) >> device::lane() & 1) != 0;
            push_rows(n, k, row, leaves, device::shuffle(slot, lane), counts, count_index);
        }
    }
}

/// Advances the 32 neurons of a word by the steps from ... to - 1, at most a window, and notes who fired: lane j returns
/// who did in step from + j. For all lanes of a warp together.
template <class Real, class Input>
SPIKELIGHT_DEVICE std::uint32_t advance_word(NetworkView<Real, Input> const& n,
                                             PopulationView<Real> const& p,
                                             InputRing<Input> const& input, std::int64_t from,
                                             std::int64_t to, std::uint32_t word) {
    std::uint32_t place = 32 * word + device::lane();
    std::uint32_t i = place - p.first_place;
    NeuronState<Real, Input> state{};
    if (i < p.size) state = fetch_neuron(n, p, place);

    std::uint32_t slot = input.slot_of(from - 1), fired_in_own_step = 0;
    Input arrived = i < p.size ? Input(input.sums[input.element(slot, place)]) : Input(0);
    for (std::int64_t step = from; step < to; ++step) {
        bool fires = false;
        if (i < p.size) {
            // Take what arrived in the step before, make room for what comes a round later, and ask for the next.
            state.input = arrived;
            input.sums[input.element(slot, place)] = Input(0);
            slot = input.after(slot);
            if (step + 1 < to) arrived = input.sums[input.element(slot, place)];
            fires = advance_neuron(n, p, i, step, state);
        }
        std::uint32_t fired = device::ballot(fires);
        if (device::lane() == 0) n.bits[n.bits_of(step) + word] = fired;
        if (device::lane() == std::uint32_t(step - from)) fired_in_own_step = fired;
    }
    if (i < p.size) keep_neuron(n, p, place, state);
    return fired_in_own_step;
}

}  // namespace spikelight
