// The units in which people and programs are told what is observed.
#pragma once

#include "engine/scenario/controllers.h"

namespace spikelight {

struct ObservableUnit {
    const char* name;  ///< "1" for counts
    double factor;     ///< from SI
};

inline ObservableUnit unit_of(ObservableKind kind) {
    switch (kind) {
        case ObservableKind::rate:
            return {"Hz", 1};
        case ObservableKind::mean_v:
            return {"mV", 1e3};
        case ObservableKind::photocurrent:
            return {"pA", 1e12};
        default:
            return {"1", 1};
    }
}

}  // namespace spikelight
