// What a trace reads of one neuron at the start of a step.
#pragma once

#include "kernels/backend.h"
#include "kernels/cpu/block_state.h"

namespace spikelight {

template <class Real, class Input>
struct NeuronObserver {
    const NetworkData& network;
    const std::vector<FourStateStep<Real>>& opsin_steps;
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
                return segment.opsins[std::size_t(what.opsin)].C1[i];
            case Variable::O1:
                return segment.opsins[std::size_t(what.opsin)].O1[i];
            case Variable::O2:
                return segment.opsins[std::size_t(what.opsin)].O2[i];
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
        for (const OpsinState<Real>& o : segment.opsins) {
            const FourStateStep<Real>& step = opsin_steps[o.opsin];
            FourStates<Real> states{o.C1[i], o.O1[i], o.O2[i]};
            Real I = step.rectifying ? photocurrent<Real, true>(step, states, v)
                                     : photocurrent<Real, false>(step, states, v);
            sum = sum + o.expression[i] * I;
        }
        return sum;
    }

    double light(const Segment<Real>& segment, std::uint32_t i) const {
        std::size_t neuron =
            network.populations[segment.population].first + segment.slice.begin + i;
        double sum = 0;
        for (std::size_t s = 0; s < network.sources.size(); ++s)
            sum += irradiance[s] * transmittance(network.sources[s], network.x[neuron],
                                                 network.y[neuron], network.z[neuron]);
        return Real(sum);
    }
};

}  // namespace spikelight
