#include "kernels/cpu/march_loops.h"

namespace spikelight {

#define SPIKELIGHT_DECLARE_MARCH(isa)                                          \
    namespace isa {                                                            \
    void march_rays(MarchBatch&, FiberGlow const&, float mu, int samples);     \
    void march_rays(MarchBatch&, KoehlerGlow const&, float mu, int samples);   \
    void march_rays(MarchBatch&, EllipsoidGlow const&, float mu, int samples); \
    }
SPIKELIGHT_EACH_ISA(SPIKELIGHT_DECLARE_MARCH)
#undef SPIKELIGHT_DECLARE_MARCH

namespace {

template <class Glow>
void march_with(Isa isa, MarchBatch& batch, Glow const& glow, float mu, int samples) {
    switch (isa) {
#define SPIKELIGHT_MARCH_OF(isa) \
    case Isa::isa:               \
        return isa::march_rays(batch, glow, mu, samples);
        SPIKELIGHT_EACH_ISA(SPIKELIGHT_MARCH_OF)
#undef SPIKELIGHT_MARCH_OF
        default:
            return baseline::march_rays(batch, glow, mu, samples);
    }
}

}  // namespace

void march(Isa isa, MarchBatch& batch, FiberGlow const& glow, float mu, int samples) {
    march_with(isa, batch, glow, mu, samples);
}
void march(Isa isa, MarchBatch& batch, KoehlerGlow const& glow, float mu, int samples) {
    march_with(isa, batch, glow, mu, samples);
}
void march(Isa isa, MarchBatch& batch, EllipsoidGlow const& glow, float mu, int samples) {
    march_with(isa, batch, glow, mu, samples);
}

}  // namespace spikelight
