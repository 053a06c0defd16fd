// What a trace reads of one neuron at the start of a step.
#pragma once

#include "kernels/backend.h"
#include "kernels/cpu/block_state.h"

namespace spikelight {

template <class Real, class Input>
struct NeuronObserver {
    const NetworkData& network;
    const std::vector<OpsinConstants<Real>>& opsin_constants;
    const std::vector<LightSource>& sources;
    const std::vector<double>& irradiance;

    /// The value of neuron `i` of the segment, whose arrays are `a`.
    double operator()(const Observation& what, const Segment<Real>& segment,
                      const NeuronArrays<Real, Input>& a, const NeuronConstants<Real>& c,
                      std::uint32_t i) const {
        switch (what.variable) {
            case Variable::v:
                return voltage(segment, a, c, i);
            case Variable::input:
                return Real(a.input[i]) * c.quantum;
            // A neuron whose clock shows 1 was held in the step before for the last time.
            case Variable::refractory:
                return a.held && a.held[i] > 1 ? 1 : 0;
            case Variable::photocurrent:
                return current(segment, a, c, i);
            case Variable::irradiance:
                return light(segment, i);
            case Variable::C1:
            case Variable::P0:
                return segment.opsins[std::size_t(what.opsin)].states[0][i];
            case Variable::O1:
            case Variable::P4:
                return segment.opsins[std::size_t(what.opsin)].states[1][i];
            case Variable::O2:
                return segment.opsins[std::size_t(what.opsin)].states[2][i];
            case Variable::w:
                return a.w ? a.w[i] : 0;
            case Variable::Cl_in:
                return chloride(segment.opsins[std::size_t(what.opsin)], i);
        }
        return 0;
    }

  private:
    Real voltage(const Segment<Real>& segment, const NeuronArrays<Real, Input>& a,
                 const NeuronConstants<Real>& c, std::uint32_t i) const {
        if (network.populations[segment.population].model == MembraneModel::clamp) return a.v[i];
        return a.held ? voltage_at_start<Real, Input, true>(a, c, int(i))
                      : voltage_at_start<Real, Input, false>(a, c, int(i));
    }

    Real current(const Segment<Real>& segment, const NeuronArrays<Real, Input>& a,
                 const NeuronConstants<Real>& c, std::uint32_t i) const {
        Real v = voltage(segment, a, c, i), sum = 0;
        for (const OpsinState<Real>& o : segment.opsins) sum = sum + current_of(o, v, i);
        return sum;
    }

    Real current_of(const OpsinState<Real>& o, Real v, std::uint32_t i) const {
        const OpsinConstants<Real>& constants = opsin_constants[o.opsin];
        const FourStateStep<Real>& step = constants.four_state;
        const auto& s = o.states;
        switch (constants.kind) {
            case OpsinKind::four_state: {
                FourStates<Real> states{s[0][i], s[1][i], s[2][i]};
                return o.expression[i] * (step.rectifying
                                              ? photocurrent<Real, true>(step, states, v)
                                              : photocurrent<Real, false>(step, states, v));
            }
            case OpsinKind::pump:
                return photocurrent(constants.pump, PumpStates<Real>{s[0][i], s[1][i], s[2][i]},
                                    o.expression[i], v);
            case OpsinKind::proportional:
                return o.expression[i] * (constants.I_per_irradiance * o.drives[0][i]);
        }
        return 0;
    }

    double chloride(const OpsinState<Real>& o, std::uint32_t i) const {
        return opsin_constants[o.opsin].pump.Cl_begin + o.states[2][i];
    }

    double light(const Segment<Real>& segment, std::uint32_t i) const {
        std::size_t neuron =
            network.populations[segment.population].first + segment.slice.begin + i;
        double sum = 0;
        for (std::size_t s = 0; s < sources.size(); ++s)
            sum += irradiance[s] * transmittance(sources[s], network.x[neuron], network.y[neuron],
                                                 network.z[neuron]);
        return Real(sum);
    }
};

}  // namespace spikelight
