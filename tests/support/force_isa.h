// Runs what follows with a given instruction set, until the end of the scope.
#pragma once

#include <cstdlib>
#include <string>
#include <vector>

#include "kernels/cpu/isa.h"

namespace spikelight::testing {

class ForceIsa {
  public:
    explicit ForceIsa(Isa isa) { setenv("SPIKELIGHT_ISA", std::string(isa_name(isa)).c_str(), 1); }
    ~ForceIsa() { unsetenv("SPIKELIGHT_ISA"); }
    ForceIsa(const ForceIsa&) = delete;
    ForceIsa& operator=(const ForceIsa&) = delete;
};

/// Those that this processor has.
inline std::vector<Isa> available_isas() {
    std::vector<Isa> isas;
    for (Isa isa : {Isa::baseline, Isa::avx2, Isa::avx512, Isa::shuffled})
        if (isa_supported(isa)) isas.push_back(isa);
    return isas;
}

}  // namespace spikelight::testing
