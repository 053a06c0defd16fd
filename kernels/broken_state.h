// Numbers that end: which of a neuron's numbers broke first.
//
// A number that is not finite infects what follows from it: opsin states (but for a pump's chloride) follow from the light
// alone, w and v from each other and from the photocurrent, chloride from v.
#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>

#include "kernels/backend.h"
#include "kernels/host_device.h"

namespace spikelight {

/// Neither infinite nor NaN.
template <class Real>
SPIKELIGHT_HD bool is_finite(Real x) {
    return x - x == Real(0);
}

/// Is a number not finite, or so far beyond what it can be that what follows from it is not finite soon? States of an
/// opsin are parts of all its channels, w is a current of a neuron, A.
inline bool is_beyond_bounds(Variable variable, double value) {
    switch (variable) {
        case Variable::C1:
        case Variable::O1:
        case Variable::O2:
        case Variable::P0:
        case Variable::P4:
            return !(value * value < 1e2);
        case Variable::w:
            return !(value * value < 1e-6);
        default:
            return !is_finite(value);
    }
}

/// The variable that state `k` of an opsin is, of one that has states.
inline Variable variable_of_state(OpsinKind kind, int k) {
    constexpr Variable four_state[] = {Variable::C1, Variable::O1, Variable::O2};
    constexpr Variable pump[] = {Variable::P0, Variable::P4, Variable::Cl_in};
    switch (kind) {
        case OpsinKind::four_state:
            return four_state[k];
        case OpsinKind::pump:
            return pump[k];
        case OpsinKind::proportional:
            break;
    }
    throw std::logic_error("an opsin without states");
}

/// Looks through the numbers of neuron `neuron` of a population, those first that others follow from, for one that is
/// beyond its bounds: where some are not finite, the first may be about to be. `read(variable, opsin, k)` is the number as
/// it is stored; k is that of the opsin's state.
template <class Read>
std::optional<BrokenState> find_broken_number(const NetworkData& network, std::uint32_t population,
                                              std::uint32_t neuron, Read&& read) {
    std::optional<BrokenState> broken;
    auto look = [&](Variable variable, int opsin, int k) {
        if (broken) return;
        double value = read(variable, opsin, k);
        if (is_beyond_bounds(variable, value))
            broken = {population, neuron, variable, opsin, value};
    };
    auto look_at_states = [&](bool that_follow_v) {
        int opsin = 0;
        for (const OpsinData& o : network.opsins) {
            if (o.population != population) continue;
            for (int k = 0; k < state_count(o.kind); ++k) {
                Variable variable = variable_of_state(o.kind, k);
                if ((variable == Variable::Cl_in) == that_follow_v) look(variable, opsin, k);
            }
            ++opsin;
        }
    };
    look_at_states(false);
    if (network.populations[population].model == MembraneModel::adex) look(Variable::w, 0, 0);
    look(Variable::v, 0, 0);
    look_at_states(true);
    return broken;
}

}  // namespace spikelight
