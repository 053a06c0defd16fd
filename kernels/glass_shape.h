// The glass of a fiber: a clear cylinder that ends at the tip, seen along a ray.
#pragma once

#include "kernels/elementary.h"
#include "kernels/host_device.h"

namespace spikelight {

inline constexpr double glass_length_in_radii = 9;
inline constexpr int glass_samples = 2;  // rays along a side of a pixel: they smooth the edge

/// A fiber before the eye: both from its tip, in m; the glass lies against the axis.
struct GlassView {
    double eye[3], axis[3];
    double radius;
};

SPIKELIGHT_HD double dot3(const double (&a)[3], const double (&b)[3]) {
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/// Glass: bright where the surface is seen at a grazing angle, clear in between, a highlight along one side, fading away
/// from the tip. `facing`: cosine between surface and ray; z in radii.
SPIKELIGHT_HD float wall_strength(double facing, double z) {
    float clear = float(1 - facing), edge = clear * clear;
    float aside = float(facing - 0.72) / 0.10f, highlight = math::exp(-aside * aside);
    float fade = float(1 + z / glass_length_in_radii);
    return (0.030f + 0.42f * edge + 0.055f * highlight) * fade * fade;
}

/// How brightly the glass reflects along a ray, which need not be a unit vector.
SPIKELIGHT_HD float glass_strength(GlassView const& view, const double (&ray)[3]) {
    double across[3], slope[3];
    double eye_z = dot3(view.eye, view.axis), ray_z = dot3(ray, view.axis);
    for (int k = 0; k < 3; ++k) {
        across[k] = view.eye[k] - eye_z * view.axis[k];
        slope[k] = ray[k] - ray_z * view.axis[k];
    }
    double a = dot3(slope, slope), b = dot3(across, slope),
           c = dot3(across, across) - view.radius * view.radius;
    double discriminant = b * b - a * c;
    float strength = 0;
    if (discriminant > 0 && a > 1e-12) {
        double t = (-b - math::sqrt(discriminant)) / a;
        double z = (eye_z + t * ray_z) / view.radius;
        double facing = math::sqrt(discriminant / a) / view.radius;
        if (t > 0 && z <= 0 && z >= -glass_length_in_radii) strength = wall_strength(facing, z);
    }
    // The polished tip, seen from in front.
    double to_tip = -eye_z / ray_z;
    double on_tip = 0;
    for (int k = 0; k < 3; ++k) {
        double p = across[k] + to_tip * slope[k];
        on_tip += p * p;
    }
    if (to_tip > 0 && on_tip <= view.radius * view.radius) strength += 0.05f;
    return strength;
}

}  // namespace spikelight
