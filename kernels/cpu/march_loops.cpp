#include "kernels/cpu/march_loops.h"

namespace spikelight {

#define SPIKELIGHT_DECLARE_MARCH(isa)                                               \
    namespace isa {                                                                 \
    void march_fiber(MarchBatch&, FiberGlow const&, float mu, int samples);         \
    void march_koehler(MarchBatch&, KoehlerGlow const&, float mu, int samples);     \
    void march_ellipsoid(MarchBatch&, EllipsoidGlow const&, float mu, int samples); \
    }
SPIKELIGHT_DECLARE_MARCH(baseline)
SPIKELIGHT_DECLARE_MARCH(avx2)
SPIKELIGHT_DECLARE_MARCH(avx512)
SPIKELIGHT_DECLARE_MARCH(shuffled)
#undef SPIKELIGHT_DECLARE_MARCH

#define SPIKELIGHT_DISPATCH_MARCH(Glow, function)                                     \
    void march(Isa isa, MarchBatch& batch, Glow const& glow, float mu, int samples) { \
        switch (isa) {                                                                \
            case Isa::baseline:                                                       \
                return baseline::function(batch, glow, mu, samples);                  \
            case Isa::avx2:                                                           \
                return avx2::function(batch, glow, mu, samples);                      \
            case Isa::avx512:                                                         \
                return avx512::function(batch, glow, mu, samples);                    \
            case Isa::shuffled:                                                       \
                return shuffled::function(batch, glow, mu, samples);                  \
        }                                                                             \
    }
SPIKELIGHT_DISPATCH_MARCH(FiberGlow, march_fiber)
SPIKELIGHT_DISPATCH_MARCH(KoehlerGlow, march_koehler)
SPIKELIGHT_DISPATCH_MARCH(EllipsoidGlow, march_ellipsoid)
#undef SPIKELIGHT_DISPATCH_MARCH

}  // namespace spikelight
