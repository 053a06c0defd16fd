// Compiled once per instruction set: only headers of kernels/, everything in a namespace per set.
#include "kernels/cpu/march_loops.h"
#include "kernels/cpu/visit.h"

namespace spikelight::SPIKELIGHT_ISA {
namespace {

struct Scratch {
    float h[MarchBatch::capacity], sum[MarchBatch::capacity];
    float growth[MarchBatch::capacity], shrinkage[MarchBatch::capacity];
    float growth_step[MarchBatch::capacity], shrinkage_step[MarchBatch::capacity];
};

struct PrepareRay {
    MarchBatch const& batch;
    Scratch& scratch;
    float size;
    int samples;

    SPIKELIGHT_HD void operator()(int i) const {
        MarchSamples at = first_sample(size, batch.s0[i], batch.s1[i], batch.jitter[i], samples);
        scratch.h[i] = at.h;
        scratch.sum[i] = 0.0f;
        scratch.growth[i] = at.growth;
        scratch.shrinkage[i] = at.shrinkage;
        scratch.growth_step[i] = at.growth_step;
        scratch.shrinkage_step[i] = at.shrinkage_step;
    }
};

template <class Glow>
struct AddSample {
    MarchBatch const& batch;
    Scratch& scratch;
    Glow glow;
    float mu;

    SPIKELIGHT_HD void operator()(int i) const {
        float growth = scratch.growth[i], shrinkage = scratch.shrinkage[i];
        scratch.sum[i] += march_sample(glow, batch.closest_squared[i], batch.z_closest[i],
                                       batch.cosine[i], batch.s0[i], mu, growth, shrinkage);
        scratch.growth[i] = growth * scratch.growth_step[i];
        scratch.shrinkage[i] = shrinkage * scratch.shrinkage_step[i];
    }
};

template <class Glow>
struct FinishRay {
    MarchBatch& batch;
    Scratch const& scratch;
    Glow glow;
    float mu;

    SPIKELIGHT_HD void operator()(int i) const {
        batch.integral[i] = march_integral(glow, batch.closest_squared[i], batch.z_closest[i],
                                           batch.cosine[i], batch.s0[i], batch.s1[i],
                                           batch.jitter[i], mu, scratch.h[i], scratch.sum[i]);
    }
};

template <class Body>
void for_each_ray(Body const& body, int n) {
#pragma omp simd
    for (int i = 0; i < n; ++i) body(visited(i, n));
}

/// The pixels are the inner loop: all of a batch take sample i together.
template <class Glow>
void march_batch(MarchBatch& batch, Glow const& glow, float mu, int samples) {
    Scratch scratch;
    for_each_ray(PrepareRay{batch, scratch, glow.size, samples}, batch.count);
    for (int sample = 0; sample < samples; ++sample)
        for_each_ray(AddSample<Glow>{batch, scratch, glow, mu}, batch.count);
    for_each_ray(FinishRay<Glow>{batch, scratch, glow, mu}, batch.count);
}

}  // namespace

void march_rays(MarchBatch& batch, FiberGlow const& glow, float mu, int samples) {
    march_batch(batch, glow, mu, samples);
}
void march_rays(MarchBatch& batch, KoehlerGlow const& glow, float mu, int samples) {
    march_batch(batch, glow, mu, samples);
}
void march_rays(MarchBatch& batch, EllipsoidGlow const& glow, float mu, int samples) {
    march_batch(batch, glow, mu, samples);
}

}  // namespace spikelight::SPIKELIGHT_ISA
