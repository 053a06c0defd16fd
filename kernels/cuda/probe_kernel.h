// What a probe reads at the start of a step.
#pragma once

#include "kernels/cuda/light_kernels.h"
#include "kernels/cuda/network_view.h"

namespace spikelight {

/// An observation of a probe; its values end before number `end` of a row, where the next one's begin.
struct ObservationView {
    LitPopulation lit;
    std::uint32_t population;
    Variable variable;
    std::uint32_t opsin;  ///< which of the population's
    std::uint64_t end;
};

/// What neurons have at the start of step `step`.
template <class Real, class Input>
struct NeuronReader {
    NetworkView<Real, Input> const& n;
    InputRing<Input> const& input;  ///< where theirs is
    Array<double> irradiance;       ///< per source, W/m^2
    std::int64_t step;

    SPIKELIGHT_DEVICE double operator()(ObservationView const& what, std::uint32_t i) const {
        return value_of(what, n.populations[what.population], i);
    }

  private:
    SPIKELIGHT_DEVICE double value_of(ObservationView const& what, PopulationView<Real> const& p,
                                      std::uint32_t i) const {
        std::uint32_t place = p.first_place + i;
        switch (what.variable) {
            case Variable::v:
                return voltage(p, place);
            case Variable::input:
                return Real(arrived(place)) * p.constants.quantum;
            // A neuron whose clock shows 1 was held in the step before for the last time.
            case Variable::refractory:
                return p.refractory && n.held[place] > 1 ? 1 : 0;
            case Variable::photocurrent:
                return current(p, i, voltage(p, place));
            case Variable::irradiance:
                return light(what.lit, i);
            case Variable::C1:
            case Variable::P0:
                return state(what, p, 0, i);
            case Variable::O1:
            case Variable::P4:
                return state(what, p, 1, i);
            case Variable::O2:
                return state(what, p, 2, i);
            case Variable::w:
                return p.model == MembraneModel::adex ? Real(n.w[place]) : Real(0);
            case Variable::Cl_in: {
                OpsinView<Real> const& o = n.opsins[p.first_opsin + what.opsin];
                return o.constants.pump.Cl_begin + o.states[2][i];
            }
        }
        return 0;
    }

    SPIKELIGHT_DEVICE Input arrived(std::uint32_t place) const {
        return input.sums[input.element(input.slot_of(step - 1), place)];
    }

    SPIKELIGHT_DEVICE Real voltage(PopulationView<Real> const& p, std::uint32_t place) const {
        Real v = n.v[place];
        if (p.model == MembraneModel::clamp) return v;
        Input input = arrived(place);
        std::int32_t held = p.refractory ? std::int32_t(n.held[place]) : 0;
        NeuronArrays<Real, Input> a{&v, &input, nullptr, nullptr, nullptr, &held};
        return p.refractory ? voltage_at_start<Real, Input, true>(a, p.constants, 0)
                            : voltage_at_start<Real, Input, false>(a, p.constants, 0);
    }

    SPIKELIGHT_DEVICE Real current(PopulationView<Real> const& p, std::uint32_t i, Real v) const {
        Real sum = 0;
        for (std::uint32_t k = 0; k < p.opsin_count; ++k) {
            OpsinView<Real> const& o = n.opsins[p.first_opsin + k];
            sum = sum + current_of(o, i, v);
        }
        return sum;
    }

    SPIKELIGHT_DEVICE Real current_of(OpsinView<Real> const& o, std::uint32_t i, Real v) const {
        OpsinConstants<Real> const& constants = o.constants;
        Real expression = o.expression[i];
        switch (constants.kind) {
            case OpsinKind::four_state: {
                FourStateStep<Real> const& step = constants.four_state;
                FourStates<Real> states{o.states[0][i], o.states[1][i], o.states[2][i]};
                return expression * (step.rectifying ? photocurrent<Real, true>(step, states, v)
                                                     : photocurrent<Real, false>(step, states, v));
            }
            case OpsinKind::pump: {
                PumpStates<Real> states{o.states[0][i], o.states[1][i], o.states[2][i]};
                return photocurrent(constants.pump, states, expression, v);
            }
            case OpsinKind::proportional:
                return expression * (constants.I_per_irradiance * o.drives[0][i]);
        }
        return 0;
    }

    SPIKELIGHT_DEVICE double state(ObservationView const& what, PopulationView<Real> const& p,
                                   int k, std::uint32_t i) const {
        OpsinView<Real> const& o = n.opsins[p.first_opsin + what.opsin];
        return Real(o.states[k][i]);
    }

    SPIKELIGHT_DEVICE double light(LitPopulation const& lit, std::uint32_t i) const {
        double sum = 0;
        for (std::uint32_t s = 0; s < lit.source_count; ++s) sum += irradiance[s] * lit(s, i);
        return Real(sum);
    }
};

/// A probe as kernels see it.
struct ProbeView {
    Array<ObservationView> observations;
    Array<std::uint32_t> neurons;  ///< by value: index within the population
    std::uint64_t size;            ///< values of a row

    SPIKELIGHT_DEVICE ObservationView observation_of(std::uint64_t value) const {
        std::uint32_t k = 0;
        while (value >= ObservationView(observations[k]).end) ++k;
        return observations[k];
    }
};

/// Writes a row: the values of all observations of a probe, one behind another.
template <class Real, class Input>
struct ReadProbe {
    static constexpr unsigned most_threads = 256;
    NetworkView<Real, Input> n;
    ProbeView probe;
    Array<double> irradiance;
    std::int64_t step;
    Array<double> values;  ///< may be pinned

    SPIKELIGHT_DEVICE void operator()() const {
        NeuronReader<Real, Input> read{n, n.input, irradiance, step};
        for (std::uint64_t e = device::thread_in_grid(); e < probe.size;
             e += device::threads_in_grid())
            values[e] = read(probe.observation_of(e), probe.neurons[e]);
    }
};

}  // namespace spikelight
