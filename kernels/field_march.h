// The picture of a measured light field: the integral of light_march.h, through the interpolated values themselves.
#pragma once

#include "kernels/light_field.h"
#include "kernels/picture_ray.h"

namespace spikelight {

/// What a measured field shows: its transmittance above the threshold.
struct FieldGlow {
    LightField field;  ///< its values must be where the picture is made
    Vec3 side, up;     ///< of the source's frame, whose z axis is SourceRays::axis
    float threshold;
    float size;  ///< m, over which the light changes near the source
};

/// The same along one ray: in place of a distance from the axis it knows where it is, m in the source's frame.
struct FieldOnRay {
    LightField field;
    float threshold, size;
    Vec3 closest, direction;  ///< the place at s = 0, and what one metre of s adds
};

SPIKELIGHT_HD FieldOnRay field_on_ray(FieldGlow const& glow, SourceRays const& rays, Vec3 first,
                                      int x) {
    ViewRay ray = view_ray(rays, first, x);
    auto in_frame = [&](Vec3 v) {
        return Vec3{dot(v, glow.side), dot(v, glow.up), dot(v, rays.axis)};
    };
    return {glow.field, glow.threshold, glow.size, in_frame(ray.closest), in_frame(ray.direction)};
}

/// The glow at s on the ray; march_ray() finds it here.
SPIKELIGHT_HD float glow_on_ray(FieldOnRay const& on, float, float, float, float s) {
    Vec3 at = on.closest + s * on.direction;
    float above = float(field_transmittance(on.field, at.x, at.y, at.z)) - on.threshold;
    return above > 0.0f ? above : 0.0f;
}

}  // namespace spikelight
