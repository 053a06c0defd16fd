#include "kernels/cpu/neuron_loops.h"

namespace spikelight {

namespace baseline {
extern const CpuNeuronLoops neuron_loops;
}
namespace avx2 {
extern const CpuNeuronLoops neuron_loops;
}
namespace avx512 {
extern const CpuNeuronLoops neuron_loops;
}
namespace shuffled {
extern const CpuNeuronLoops neuron_loops;
}

const CpuNeuronLoops& neuron_loops(Isa isa) {
    switch (isa) {
        case Isa::baseline:
            return baseline::neuron_loops;
        case Isa::avx2:
            return avx2::neuron_loops;
        case Isa::avx512:
            return avx512::neuron_loops;
        case Isa::shuffled:
            return shuffled::neuron_loops;
    }
    return baseline::neuron_loops;
}

}  // namespace spikelight
