#include "engine/scenario/model_names.h"

namespace spikelight {

const char* scenario_name(NeuronModel model) {
    switch (model) {
        case NeuronModel::eif:
            return "eif";
        case NeuronModel::lif:
            return "lif";
        case NeuronModel::clamp:
            return "clamp";
        case NeuronModel::adex:
            return "adex";
        case NeuronModel::poisson:
            return "poisson";
    }
    return nullptr;
}

const char* scenario_name(ConnectRule rule) {
    switch (rule) {
        case ConnectRule::probability:
            return "probability";
        case ConnectRule::in_degree:
            return "in_degree";
        case ConnectRule::out_degree:
            return "out_degree";
        case ConnectRule::total:
            return "total";
        case ConnectRule::window:
            return "window";
        case ConnectRule::one_to_one:
            return "one_to_one";
        case ConnectRule::all_to_all:
            return "all_to_all";
        case ConnectRule::distance:
            return "distance";
        case ConnectRule::list:
            return "file";
    }
    return nullptr;
}

const char* scenario_name(LightModel model) {
    switch (model) {
        case LightModel::fiber:
            return "fiber";
        case LightModel::koehler:
            return "koehler";
        case LightModel::gaussian_ellipsoid:
            return "gaussian_ellipsoid";
        case LightModel::field:
            return "field";
    }
    return nullptr;
}

const char* scenario_name(Variable variable) {
    switch (variable) {
        case Variable::v:
            return "v";
        case Variable::input:
            return "input";
        case Variable::refractory:
            return "refractory";
        case Variable::photocurrent:
            return "photocurrent";
        case Variable::irradiance:
            return "irradiance";
        case Variable::w:
            return "w";
        case Variable::C1:
            return "C1";
        case Variable::O1:
            return "O1";
        case Variable::O2:
            return "O2";
        case Variable::P0:
            return "P0";
        case Variable::P4:
            return "P4";
        case Variable::Cl_in:
            return "Cl_in";
    }
    return nullptr;
}

}  // namespace spikelight
