// The marching loop of the renderer, compiled once per instruction set.
#pragma once

#include "kernels/cpu/isa.h"
#include "kernels/light_march.h"

namespace spikelight {

/// Rays of up to `capacity` pixels, one array per quantity so that the loop over pixels vectorises.
struct MarchBatch {
    static constexpr int capacity = 256;
    int count = 0;
    float closest_squared[capacity], z_closest[capacity], cosine[capacity];
    float s0[capacity], s1[capacity];
    float jitter[capacity];
    float integral[capacity];  ///< result, m
};

/// Fills `batch.integral`, as march_ray would one by one, `mu` in 1/m.
void march(Isa isa, MarchBatch& batch, FiberGlow const& glow, float mu, int samples);
void march(Isa isa, MarchBatch& batch, KoehlerGlow const& glow, float mu, int samples);
void march(Isa isa, MarchBatch& batch, EllipsoidGlow const& glow, float mu, int samples);

}  // namespace spikelight
