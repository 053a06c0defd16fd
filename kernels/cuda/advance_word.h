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

/// Adds the photocurrent of an opsin whose integrator is exponential to a neuron, and advances the opsin, whose states are in
/// registers.
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
    FourStateStep<Real> const& step = o.constants.four_state;
    switch (o.constants.kind) {
        case OpsinKind::four_state:
            if (step.rectifying)
                AdvanceOpsinExactly<Real, Input, refractory, clamped, true, first>{a, c, arrays,
                                                                                   exact, step}(0);
            else
                AdvanceOpsinExactly<Real, Input, refractory, clamped, false, first>{a, c, arrays,
                                                                                    exact, step}(0);
            break;
        case OpsinKind::pump: {
            PumpArrays<Real> pump{arrays.C1, arrays.O1, arrays.O2, nullptr, arrays.expression};
            AdvancePumpExactly<Real, Input, refractory, clamped, first>{a, c, pump, exact,
                                                                        o.constants.pump}(0);
            break;
        }
        case OpsinKind::proportional:
            break;  // it has no states
    }
}

/// The same of one whose integrator is Euler's.
template <class Real, class Input, bool refractory, bool clamped, bool first>
SPIKELIGHT_DEVICE void advance_euler_opsin(OpsinView<Real> const& o, std::uint32_t i,
                                           NeuronArrays<Real, Input> const& a,
                                           NeuronConstants<Real> const& c,
                                           OpsinArrays<Real> const& arrays) {
    FourStateStep<Real> const& step = o.constants.four_state;
    Real drive = o.drives[0][i];
    switch (o.constants.kind) {
        case OpsinKind::four_state: {
            Real second_drive = o.drives[1][i];
            OpsinArrays<Real> own{arrays.C1, arrays.O1,     arrays.O2,
                                  &drive,    &second_drive, arrays.expression};
            if (step.rectifying)
                AdvanceOpsin<Real, Input, refractory, clamped, true, first>{a, c, own, step}(0);
            else
                AdvanceOpsin<Real, Input, refractory, clamped, false, first>{a, c, own, step}(0);
            break;
        }
        case OpsinKind::pump: {
            PumpArrays<Real> pump{arrays.C1, arrays.O1, arrays.O2, &drive, arrays.expression};
            AdvancePump<Real, Input, refractory, clamped, first>{a, c, pump, o.constants.pump}(0);
            break;
        }
        case OpsinKind::proportional:
            AddProportional<Real, first>{a.photocurrent, &drive, arrays.expression,
                                         o.constants.I_per_irradiance}(0);
            break;
    }
}

/// Adds an opsin's photocurrent to a neuron, and advances the opsin.
template <class Real, class Input, bool refractory, bool clamped, bool first>
SPIKELIGHT_DEVICE void advance_opsin(OpsinView<Real> const& o, std::uint32_t i,
                                     NeuronArrays<Real, Input> const& a,
                                     NeuronConstants<Real> const& c) {
    Real expression = o.expression[i], s0 = 0, s1 = 0, s2 = 0;
    const bool has_states = state_count(o.constants.kind) > 0;
    if (has_states) {
        s0 = o.states[0][i];
        s1 = o.states[1][i];
        s2 = o.states[2][i];
    }
    OpsinArrays<Real> arrays{&s0, &s1, &s2, nullptr, nullptr, &expression};
    if (o.constants.integrator == OpsinIntegrator::exponential)
        advance_exact_opsin<Real, Input, refractory, clamped, first>(o, i, a, c, arrays);
    else
        advance_euler_opsin<Real, Input, refractory, clamped, first>(o, i, a, c, arrays);
    if (!has_states) return;
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

/// What the steps of a population are made of, as far as its neurons' code depends on it.
template <bool opsins_, MembraneModel model_, bool refractory_, bool noise_>
struct StepKind {
    static constexpr bool opsins = opsins_;  ///< some population has one
    static constexpr MembraneModel model = model_;
    static constexpr bool refractory = refractory_;
    static constexpr bool noise = noise_;  ///< there may be some
};

/// Advances neuron i of a population by one step. Returns whether it fires.
template <class Kind, class Real, class Input>
SPIKELIGHT_DEVICE bool advance_neuron(NetworkView<Real, Input> const& n,
                                      PopulationView<Real> const& p, std::uint32_t i,
                                      std::int64_t step, NeuronState<Real, Input>& state) {
    constexpr MembraneModel model = Kind::model;
    constexpr bool clamped = model == MembraneModel::clamp, refractory = Kind::refractory;
    NeuronArrays<Real, Input> a = state.arrays();
    if constexpr (Kind::opsins && model != MembraneModel::poisson)
        advance_opsins<Real, Input, refractory, clamped>(n, p, i, a);
    if constexpr (clamped) {
        // It only lets its opsins run.
        return false;
    } else if constexpr (model == MembraneModel::poisson) {
        // It fires by chance.
        return word(philox(p.spike_key, i / 4, std::uint64_t(step)), i % 4) < state.threshold;
    } else {
        bool light = Kind::opsins && p.opsin_count > 0,
             noisy = Kind::noise && p.noise_per_step != 0;
        if (noisy)
            state.noise =
                noise_of_neuron<Real>(p.noise_key, i, std::uint64_t(step), p.noise_per_step);
        if (light && noisy)
            return AdvanceNeuron<Real, Input, model, refractory, true, true>{a, p.constants}(0);
        if (light)
            return AdvanceNeuron<Real, Input, model, refractory, true, false>{a, p.constants}(0);
        if (noisy)
            return AdvanceNeuron<Real, Input, model, refractory, false, true>{a, p.constants}(0);
        return AdvanceNeuron<Real, Input, model, refractory, false, false>{a, p.constants}(0);
    }
}

/// What a lane reads of a word whatever its population; asked for while the word before is advanced.
template <class Real>
struct WordAhead {
    std::uint32_t population;
    Real v, I_e;
};

template <class Real, class Input>
SPIKELIGHT_DEVICE WordAhead<Real> read_ahead(NetworkView<Real, Input> const& n,
                                             std::uint32_t word) {
    std::uint32_t place = 32 * word + device::lane();
    return {n.population_of_word[word], n.v[place], n.I_e[place]};
}

/// Calls advance(word, what was read of it) for every `stride`-th word from `word` on.
template <class Real, class Input, class Advance>
SPIKELIGHT_DEVICE void for_words(NetworkView<Real, Input> const& n, std::uint32_t word,
                                 std::uint32_t end, std::uint32_t stride, Advance const& advance) {
    if (word >= end) return;
    WordAhead<Real> ahead = read_ahead(n, word);
    while (word < end) {
        WordAhead<Real> current = ahead;
        std::uint32_t next = word + stride;
        if (next < end) ahead = read_ahead(n, next);
        advance(word, current);
        word = next;
    }
}

template <class Real, class Input>
SPIKELIGHT_DEVICE NeuronState<Real, Input> fetch_neuron(NetworkView<Real, Input> const& n,
                                                        PopulationView<Real> const& p,
                                                        WordAhead<Real> const& ahead,
                                                        std::uint32_t place) {
    NeuronState<Real, Input> state{ahead.v, ahead.I_e, 0, 0, 0, 0, 0, 0};
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
/// steps, or of earlier ones where a way keeps them. Lane j has in `fired` who fired in step from + j; `slots` are those of
/// `from`. For all lanes of a warp together.
template <class Real, class Input>
SPIKELIGHT_DEVICE void push_spikes(NetworkView<Real, Input> const& n, PopulationView<Real> const& p,
                                   std::uint32_t word, std::int64_t from, std::int64_t to,
                                   StepSlots slots, std::uint32_t fired,
                                   Array<std::uint32_t> counts, std::uint32_t count_index) {
    std::uint32_t row = 32 * word + device::lane() - p.first_place;
    std::uint32_t lane_in_window = device::lane() < n.window ? device::lane() : 0;
    std::uint32_t arrives_now = n.input.later(n.input.after(slots.arrived), lane_in_window);
    for (std::uint32_t k = p.first_way; k < p.first_way + p.way_count; ++k) {
        WayView<Real, Input> way = n.ways[k];
        // A lane looks at one step.
        std::int64_t step = from + device::lane();
        std::uint32_t leaving = 0;
        if (step < to && step >= way.lag)
            leaving = way.lag == 0 ? fired : n.earlier_bits(slots, device::lane(), way.lag, word);
        std::uint32_t slot = n.input.later(arrives_now, way.ahead);
        // All lanes take the steps in which anyone fired, one after another.
        for (std::uint32_t lanes = device::ballot(leaving != 0); lanes != 0; lanes &= lanes - 1) {
            unsigned lane = device::first_bit(lanes);
            bool leaves = (device::shuffle(leaving, lane) >> device::lane() & 1) != 0;
            push_rows(n, k, row, leaves, device::shuffle(slot, lane), counts, count_index);
        }
    }
}

/// The steps of one word: see advance_word().
template <class Real, class Input>
struct WordSteps {
    NetworkView<Real, Input> const& n;
    PopulationView<Real> const& p;
    InputRing<Input> const& input;
    std::int64_t from, to;
    StepSlots slots;
    std::uint32_t word;
    WordAhead<Real> const& ahead;

    /// Steps of the population's own kind: the choice is made once for all of them.
    template <bool opsins>
    SPIKELIGHT_DEVICE std::uint32_t run() const {
        switch (p.model) {
            case MembraneModel::clamp:
                return run_kind<StepKind<opsins, MembraneModel::clamp, false, false>>();
            case MembraneModel::poisson:
                return run_kind<StepKind<opsins, MembraneModel::poisson, false, false>>();
            case MembraneModel::adex:
                return run_model<opsins, MembraneModel::adex>();
            case MembraneModel::eif:
                return run_model<opsins, MembraneModel::eif>();
            case MembraneModel::lif:
                break;
        }
        return run_model<opsins, MembraneModel::lif>();
    }

  private:
    template <bool opsins, MembraneModel model>
    SPIKELIGHT_DEVICE std::uint32_t run_model() const {
        // Beside opsins, noise is a small matter.
        if (!opsins && p.noise_per_step == 0)
            return p.refractory ? run_kind<StepKind<opsins, model, true, opsins>>()
                                : run_kind<StepKind<opsins, model, false, opsins>>();
        return p.refractory ? run_kind<StepKind<opsins, model, true, true>>()
                            : run_kind<StepKind<opsins, model, false, true>>();
    }

    template <class Kind>
    SPIKELIGHT_DEVICE std::uint32_t run_kind() const {
        std::uint32_t place = 32 * word + device::lane(), i = place - p.first_place;
        NeuronState<Real, Input> state{};
        if (i < p.size) state = fetch_neuron(n, p, ahead, place);

        std::uint32_t slot = slots.arrived, bits_slot = slots.bits, fired_in_own_step = 0;
        Input arrived = i < p.size ? Input(input.sums[input.element(slot, place)]) : Input(0);
        auto steps = std::uint32_t(to - from);
        for (std::uint32_t j = 0; j < steps; ++j) {
            bool fires = false;
            if (i < p.size) {
                // Take what arrived in the step before, make room for what comes a round later, and ask for the next.
                state.input = arrived;
                input.sums[input.element(slot, place)] = Input(0);
                slot = input.after(slot);
                if (j + 1 < steps) arrived = input.sums[input.element(slot, place)];
                fires = advance_neuron<Kind>(n, p, i, from + j, state);
            }
            std::uint32_t fired = device::ballot(fires);
            if (device::lane() == 0) n.bits[std::uint64_t(bits_slot) * n.words + word] = fired;
            bits_slot = bits_slot + 1 == n.bit_slots ? 0 : bits_slot + 1;
            if (device::lane() == j) fired_in_own_step = fired;
        }
        if (i < p.size) keep_neuron(n, p, place, state);
        return fired_in_own_step;
    }
};

/// Advances the 32 neurons of a word by the steps from ... to - 1, at most a window, and notes who fired: lane j returns
/// who did in step from + j. `slots` are those of `from`. For all lanes of a warp together.
template <bool opsins, class Real, class Input>
SPIKELIGHT_DEVICE std::uint32_t advance_word(NetworkView<Real, Input> const& n,
                                             PopulationView<Real> const& p,
                                             InputRing<Input> const& input, std::int64_t from,
                                             std::int64_t to, StepSlots slots, std::uint32_t word,
                                             WordAhead<Real> const& ahead) {
    return WordSteps<Real, Input>{n, p, input, from, to, slots, word, ahead}.template run<opsins>();
}

}  // namespace spikelight
