#include "kernels/cpu/neuron_loops.h"

namespace spikelight {

#define SPIKELIGHT_DECLARE_NEURON_LOOPS(isa)  \
    namespace isa {                           \
    extern const CpuNeuronLoops neuron_loops; \
    }
SPIKELIGHT_EACH_ISA(SPIKELIGHT_DECLARE_NEURON_LOOPS)
#undef SPIKELIGHT_DECLARE_NEURON_LOOPS

const CpuNeuronLoops& neuron_loops(Isa isa) {
    switch (isa) {
#define SPIKELIGHT_NEURON_LOOPS_OF(isa) \
    case Isa::isa:                      \
        return isa::neuron_loops;
        SPIKELIGHT_EACH_ISA(SPIKELIGHT_NEURON_LOOPS_OF)
#undef SPIKELIGHT_NEURON_LOOPS_OF
        default:
            return baseline::neuron_loops;
    }
}

}  // namespace spikelight
