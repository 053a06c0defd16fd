// The picture of a light: the integral of its irradiance along the ray of each pixel, through the analytic field.
//
//   L = integral over s in [s0, s1] of max(T(r(s), z(s)) - threshold, 0) exp(-mu (s - s0)) ds        (m)
//
// s runs along the ray from its point closest to the source; mu is a mild extinction on the way to the eye. Samples crowd
// where the light is: s = A sinh(v) with A the source's own size, and n samples at v0 + (i + u) h, u in [0, 1) different
// from pixel to pixel. Their sum differs from the integral over v by h (u - 1/2) (g(v1) - g(v0)) + O(h^2), g the
// integrand (Euler-Maclaurin): the first term is subtracted, so that the jitter breaks up bands without adding noise
// where a ray enters through the lit face of a fiber.
#pragma once

#include <cstdint>

#include "kernels/elementary.h"
#include "kernels/host_device.h"
#include "kernels/light_source.h"

namespace spikelight {

/// A ray as a source sees it: at s the distance to the source is sqrt(closest_squared + s^2), and the distance along
/// its axis z_closest + s cosine.
struct MarchRay {
    float closest_squared;  ///< m^2
    float z_closest;        ///< m
    float cosine;           ///< of the angle between ray and axis
    float s0, s1;           ///< m; s1 <= s0: the ray misses the light
};

/// What a fiber shows: its transmittance above the threshold, so that the lit volume ends without an edge.
struct FiberGlow {
    FiberField<float> field;
    float threshold;
    float size;  ///< m, over which the light changes near the source: the core's radius

    SPIKELIGHT_HD float operator()(float r_squared, float z) const {
        // The tip's plane belongs to the lit half, whatever the last bit of z.
        float above = fiber_transmittance(field, r_squared, z > 0.0f ? z : 0.0f) - threshold;
        return above > 0.0f ? above : 0.0f;
    }
};

/// What a Koehler beam shows: a cylinder of light whose edge is softened over `softness` of radius and depth.
struct KoehlerGlow {
    float radius, depth;  ///< m
    float softness;       ///< fraction
    float size;           ///< m, as above

    SPIKELIGHT_HD float operator()(float r_squared, float z) const {
        float from_side = (1.0f - math::sqrt(r_squared) / radius) / softness;
        float from_end = (1.0f - (z > 0.0f ? z : 0.0f) / depth) / softness;
        float edge = math::clamp(math::min(from_side, from_end), 0.0f, 1.0f);
        return edge * edge * (3.0f - 2.0f * edge);
    }
};

/// What a two-photon focus shows: its Gaussian ellipsoid above the threshold, on both sides of the focal plane.
struct EllipsoidGlow {
    float lateral_exponent, axial_exponent;  ///< 1 / (2 sigma^2), 1/m^2
    float threshold;
    float size;  ///< m, as above: sigma_lateral

    SPIKELIGHT_HD float operator()(float r_squared, float z) const {
        float above =
            math::exp(-(r_squared * lateral_exponent) - z * z * axial_exponent) - threshold;
        return above > 0.0f ? above : 0.0f;
    }
};

/// The glow at s on the ray. Rounding may put r^2 a little below zero near the axis.
template <class Glow>
SPIKELIGHT_HD float glow_on_ray(Glow const& glow, float closest_squared, float z_closest,
                                float cosine, float s) {
    float z = z_closest + s * cosine;
    float r_squared = closest_squared + s * s - z * z;
    return glow(r_squared > 0.0f ? r_squared : 0.0f, z);
}

/// A number in [0, 1) for a pixel, the same in every frame: an integer hash (Wellons' lowbias32).
SPIKELIGHT_HD float pixel_jitter(std::uint32_t x, std::uint32_t y) {
    std::uint32_t h = x * 0x9E3779B9u ^ (y + 0x7F4A7C15u) * 0x85EBCA6Bu;
    h = (h ^ (h >> 16)) * 0x7FEB352Du;
    h = (h ^ (h >> 15)) * 0x846CA68Bu;
    h ^= h >> 16;
    return float(h >> 8) * 0x1p-24f;
}

/// asinh, accurate to a few units in the last place away from 0.
SPIKELIGHT_HD float inverse_sinh(float x) {
    float size = math::abs(x);
    float value = math::log(size + math::sqrt(size * size + 1.0f));
    return x < 0.0f ? -value : value;
}

/// A ray's samples: e^v of the next one, and what takes it to the one after.
struct MarchSamples {
    float h;                            ///< in v
    float growth, shrinkage;            ///< e^v, e^-v
    float growth_step, shrinkage_step;  ///< e^h, e^-h
};

SPIKELIGHT_HD MarchSamples first_sample(float size, float s0, float s1, float jitter, int samples) {
    float v0 = inverse_sinh(s0 / size), v1 = inverse_sinh(s1 / size);
    float h = (v1 - v0) / float(samples);
    float v = v0 + jitter * h;
    return {h, math::exp(v), math::exp(-v), math::exp(h), math::exp(-h)};
}

/// The integrand over v at one sample.
template <class Glow>
SPIKELIGHT_HD float march_sample(Glow const& glow, float closest_squared, float z_closest,
                                 float cosine, float s0, float mu, float growth, float shrinkage) {
    float s = 0.5f * glow.size * (growth - shrinkage),
          slope = 0.5f * glow.size * (growth + shrinkage);
    return slope * math::exp(mu * (s0 - s)) *
           glow_on_ray(glow, closest_squared, z_closest, cosine, s);
}

/// The integral from the samples' sum: what the jitter adds at the two ends is taken out.
template <class Glow>
SPIKELIGHT_HD float march_integral(Glow const& glow, float closest_squared, float z_closest,
                                   float cosine, float s0, float s1, float jitter, float mu,
                                   float h, float sum) {
    float first = math::sqrt(glow.size * glow.size + s0 * s0) *
                  glow_on_ray(glow, closest_squared, z_closest, cosine, s0);
    float last = math::sqrt(glow.size * glow.size + s1 * s1) * math::exp(mu * (s0 - s1)) *
                 glow_on_ray(glow, closest_squared, z_closest, cosine, s1);
    float integral = h * (sum - (jitter - 0.5f) * (last - first));
    return integral > 0.0f ? integral : 0.0f;
}

/// The whole integral of one ray, sample by sample: what a GPU thread does for its pixel.
template <class Glow>
SPIKELIGHT_HD float march_ray(Glow const& glow, MarchRay const& ray, float jitter, float mu,
                              int samples) {
    if (ray.s1 <= ray.s0) return 0.0f;
    MarchSamples at = first_sample(glow.size, ray.s0, ray.s1, jitter, samples);
    float sum = 0.0f;
    for (int i = 0; i < samples; ++i) {
        sum += march_sample(glow, ray.closest_squared, ray.z_closest, ray.cosine, ray.s0, mu,
                            at.growth, at.shrinkage);
        at.growth *= at.growth_step;
        at.shrinkage *= at.shrinkage_step;
    }
    return march_integral(glow, ray.closest_squared, ray.z_closest, ray.cosine, ray.s0, ray.s1,
                          jitter, mu, at.h, sum);
}

}  // namespace spikelight
