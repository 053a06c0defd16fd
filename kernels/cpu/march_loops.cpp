#include "kernels/cpu/march_loops.h"

namespace spikelight {

#define SPIKELIGHT_DECLARE_MARCH(isa)                                           \
    namespace isa {                                                             \
    void march_fiber(MarchBatch&, FiberGlow const&, float mu, int samples);     \
    void march_koehler(MarchBatch&, KoehlerGlow const&, float mu, int samples); \
    }
SPIKELIGHT_DECLARE_MARCH(baseline)
SPIKELIGHT_DECLARE_MARCH(avx2)
SPIKELIGHT_DECLARE_MARCH(avx512)
SPIKELIGHT_DECLARE_MARCH(shuffled)
#undef SPIKELIGHT_DECLARE_MARCH

void march(Isa isa, MarchBatch& batch, FiberGlow const& glow, float mu, int samples) {
    switch (isa) {
        case Isa::baseline:
            return baseline::march_fiber(batch, glow, mu, samples);
        case Isa::avx2:
            return avx2::march_fiber(batch, glow, mu, samples);
        case Isa::avx512:
            return avx512::march_fiber(batch, glow, mu, samples);
        case Isa::shuffled:
            return shuffled::march_fiber(batch, glow, mu, samples);
    }
}

void march(Isa isa, MarchBatch& batch, KoehlerGlow const& glow, float mu, int samples) {
    switch (isa) {
        case Isa::baseline:
            return baseline::march_koehler(batch, glow, mu, samples);
        case Isa::avx2:
            return avx2::march_koehler(batch, glow, mu, samples);
        case Isa::avx512:
            return avx512::march_koehler(batch, glow, mu, samples);
        case Isa::shuffled:
            return shuffled::march_koehler(batch, glow, mu, samples);
    }
}

}  // namespace spikelight
