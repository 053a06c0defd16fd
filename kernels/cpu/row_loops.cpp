#include "kernels/cpu/row_loops.h"

namespace spikelight {

#define SPIKELIGHT_DECLARE_ROW_LOOPS(isa) \
    namespace isa {                       \
    extern const CpuRowLoops row_loops;   \
    }
SPIKELIGHT_EACH_ISA(SPIKELIGHT_DECLARE_ROW_LOOPS)
#undef SPIKELIGHT_DECLARE_ROW_LOOPS

const CpuRowLoops& row_loops(Isa isa) {
    switch (isa) {
#define SPIKELIGHT_ROW_LOOPS_OF(isa) \
    case Isa::isa:                   \
        return isa::row_loops;
        SPIKELIGHT_EACH_ISA(SPIKELIGHT_ROW_LOOPS_OF)
#undef SPIKELIGHT_ROW_LOOPS_OF
        default:
            return baseline::row_loops;
    }
}

}  // namespace spikelight
