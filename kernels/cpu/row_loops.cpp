#include "kernels/cpu/row_loops.h"

namespace spikelight {

namespace baseline {
extern const CpuRowLoops row_loops;
}
namespace avx2 {
extern const CpuRowLoops row_loops;
}
namespace avx512 {
extern const CpuRowLoops row_loops;
}
namespace shuffled {
extern const CpuRowLoops row_loops;
}

const CpuRowLoops& row_loops(Isa isa) {
    switch (isa) {
        case Isa::baseline:
            return baseline::row_loops;
        case Isa::avx2:
            return avx2::row_loops;
        case Isa::avx512:
            return avx512::row_loops;
        case Isa::shuffled:
            return shuffled::row_loops;
    }
    return baseline::row_loops;
}

}  // namespace spikelight
