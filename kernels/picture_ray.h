// View rays and the light they meet: what a pixel needs to know before its ray is marched (light_march.h).
#pragma once

#include "kernels/elementary.h"
#include "kernels/host_device.h"
#include "kernels/light_march.h"

namespace spikelight {

/// A vector of the scene in single precision: lengths are those of tissue, a few mm.
struct Vec3 {
    float x, y, z;
};

SPIKELIGHT_HD Vec3 operator+(Vec3 a, Vec3 b) {
    return {a.x + b.x, a.y + b.y, a.z + b.z};
}
SPIKELIGHT_HD Vec3 operator*(float k, Vec3 a) {
    return {k * a.x, k * a.y, k * a.z};
}
SPIKELIGHT_HD float dot(Vec3 a, Vec3 b) {
    return a.x * b.x + a.y * b.y + a.z * b.z;
}

/// The rays of a picture as a source sees them: through pixel (x, y), base + x per_column + y per_row, not yet a unit
/// vector.
struct SourceRays {
    Vec3 eye;   ///< from the source
    Vec3 axis;  ///< of the source, a unit vector
    Vec3 base, per_column, per_row;
    Vec3 clip_low, clip_high;  ///< from the source: what is shown of space

    SPIKELIGHT_HD Vec3 first_of_row(int y) const { return base + float(y) * per_row; }
};

/// Keeps the part of the ray where low <= position + s slope <= high.
SPIKELIGHT_HD void cut_ray(MarchRay& ray, float position, float slope, float low, float high) {
    float safe = math::abs(slope) < 1e-9f ? (slope < 0.0f ? -1e-9f : 1e-9f) : slope;
    float first = (low - position) / safe, second = (high - position) / safe;
    ray.s0 = math::max(ray.s0, math::min(first, second));
    ray.s1 = math::min(ray.s1, math::max(first, second));
}

/// The ray of column x in the row that begins with `first`.
struct ViewRay {
    Vec3 direction;    ///< a unit vector
    float to_closest;  ///< m from the eye to the point closest to the source
    Vec3 closest;      ///< that point, from the source
};
SPIKELIGHT_HD ViewRay view_ray(SourceRays const& rays, Vec3 first, int x) {
    Vec3 d = first + float(x) * rays.per_column;
    d = (1.0f / math::sqrt(dot(d, d))) * d;
    float to_closest = -dot(rays.eye, d);
    return {d, to_closest, rays.eye + to_closest * d};
}

/// The ray of column x in the row that begins with `first`, cut to the capped cylinder from z0 to z1 along the source's
/// axis and to the clip box.
SPIKELIGHT_HD MarchRay ray_at(SourceRays const& rays, Vec3 first, int x, float z0, float z1,
                              float radius) {
    ViewRay view = view_ray(rays, first, x);
    Vec3 d = view.direction, closest = view.closest;
    MarchRay ray;
    ray.closest_squared = dot(closest, closest);
    ray.z_closest = dot(closest, rays.axis);
    ray.cosine = dot(d, rays.axis);
    // Inside the cylinder: |p|^2 - z^2 <= radius^2, a quadratic in s.
    float a = math::max(1.0f - ray.cosine * ray.cosine, 1e-9f),
          half_b = -ray.z_closest * ray.cosine;
    float c = ray.closest_squared - ray.z_closest * ray.z_closest - radius * radius;
    float discriminant = half_b * half_b - a * c;
    float root = math::sqrt(math::max(discriminant, 0.0f));
    ray.s0 = math::max((-half_b - root) / a, -view.to_closest);
    ray.s1 = discriminant > 0.0f ? (-half_b + root) / a : ray.s0;
    // Between the caps, and within the clip box.
    cut_ray(ray, ray.z_closest, ray.cosine, z0, z1);
    cut_ray(ray, closest.x, d.x, rays.clip_low.x, rays.clip_high.x);
    cut_ray(ray, closest.y, d.y, rays.clip_low.y, rays.clip_high.y);
    cut_ray(ray, closest.z, d.z, rays.clip_low.z, rays.clip_high.z);
    return ray;
}

/// The light that shines inside a fiber's glass along a ray cut to its core: the chord, fading over `length` from the
/// tip. 1 for a whole diameter at the tip.
SPIKELIGHT_HD float core_light(MarchRay const& ray, float length, float radius) {
    float z = ray.z_closest + (ray.s0 + ray.s1) / 2.0f * ray.cosine;
    float fade = 1.0f + z / length;
    return fade * fade * (ray.s1 - ray.s0) / (2.0f * radius);
}

}  // namespace spikelight
