// A quantity given once for all, as a distribution, or one by one.
#pragma once

#include <vector>

namespace spikelight {

/// One quantity per neuron or per synapse, in SI units (delays: seconds).
struct Value {
    enum class Kind {
        constant,   ///< a for all
        uniform,    ///< uniform in [a, b)
        normal,     ///< mean a, standard deviation b
        lognormal,  ///< mean a and standard deviation b of the variable itself
        list        ///< `list`, one per element
    };
    Kind kind = Kind::constant;
    double a = 0;
    double b = 0;
    std::vector<double> list;
    bool operator==(const Value&) const = default;
};

}  // namespace spikelight
