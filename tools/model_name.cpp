#include "tools/model_name.h"

namespace spikelight {

const char* model_name(NeuronModel model) {
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
    return "";
}

}  // namespace spikelight
