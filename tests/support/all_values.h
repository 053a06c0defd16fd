// Every value of the enumerations that kernels/ chooses its code by, with its name. Who adds one is told here by the compiler;
// named here, it is in the tests that go through all of them.
#pragma once

#include <vector>

#include "kernels/network.h"

namespace spikelight::testing {

inline const char* value_name(MembraneModel model) {
    switch (model) {
        case MembraneModel::eif:
            return "eif";
        case MembraneModel::lif:
            return "lif";
        case MembraneModel::clamp:
            return "clamp";
        case MembraneModel::adex:
            return "adex";
        case MembraneModel::poisson:
            return "poisson";
    }
    return nullptr;
}

inline const char* value_name(OpsinKind kind) {
    switch (kind) {
        case OpsinKind::four_state:
            return "four_state";
        case OpsinKind::pump:
            return "pump";
        case OpsinKind::proportional:
            return "proportional";
    }
    return nullptr;
}

inline const char* value_name(ProjectionData::Rule rule) {
    using Rule = ProjectionData::Rule;
    switch (rule) {
        case Rule::probability:
            return "probability";
        case Rule::in_degree:
            return "in_degree";
        case Rule::out_degree:
            return "out_degree";
        case Rule::total:
            return "total";
        case Rule::window:
            return "window";
        case Rule::one_to_one:
            return "one_to_one";
        case Rule::all_to_all:
            return "all_to_all";
        case Rule::distance:
            return "distance";
        case Rule::list:
            return "list";
    }
    return nullptr;
}

template <class Enumeration>
std::vector<Enumeration> all_values() {
    std::vector<Enumeration> values;
    for (int i = 0; value_name(Enumeration(i)); ++i) values.push_back(Enumeration(i));
    return values;
}

}  // namespace spikelight::testing
