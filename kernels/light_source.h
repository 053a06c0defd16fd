// Light sources: the irradiance at a point relative to that at the source, T(r, z), r from the axis, z along it.
//
// fiber: Foutz, Arlow, McIntyre 2012, J Neurophysiol 107:3235. T = G C M with
//   R(z) = R0 + z tan(theta), theta = asin(NA / n)            the cone's radius
//   G = profile_peak exp(-2 (r / R(z))^2)                      Gaussian profile
//   C = (R0 / R(z))^2                                          geometric spread
//   M = b / (a sinh(b S d) + b cosh(b S d)), d = sqrt(r^2 + z^2), a = 1 + K/S, b = sqrt(a^2 - 1)   Kubelka-Munk
// and T = 0 behind the tip (z < 0).
// gaussian_ellipsoid (two-photon): T = exp(-r^2 / (2 sigma_lateral^2) - z^2 / (2 sigma_axial^2)), not normalised,
// on both sides of the source.
// koehler: T = 1 for r <= radius and 0 <= z <= depth, else 0.
// field: T by kernels/light_field.h.
#pragma once

#include "kernels/elementary.h"
#include "kernels/host_device.h"
#include "kernels/light_field.h"

namespace spikelight {

/// The fiber's constants, derived once in double and cast once.
template <class Real>
struct FiberField {
    Real core_radius;  ///< R0, m
    Real tan_theta;
    Real profile_peak;
    Real a, b;
    Real bS;  ///< b S, 1/m
};

/// K, S in 1/m; throws nothing: the caller has checked ranges (NA < n, K, S > 0).
SPIKELIGHT_HD FiberField<double> make_fiber_field(double core_radius, double numerical_aperture,
                                                  double absorption, double scattering,
                                                  double refractive_index, double profile_peak) {
    double sine = numerical_aperture / refractive_index;
    double ratio = absorption / scattering;
    // b = sqrt(a^2 - 1) without the cancellation of a^2 - 1.
    double b = math::sqrt(ratio * (2 + ratio));
    return {core_radius,   sine / math::sqrt(1 - sine * sine), profile_peak, 1 + ratio, b,
            b * scattering};
}

template <class To, class From>
SPIKELIGHT_HD FiberField<To> cast_field(FiberField<From> const& f) {
    return {To(f.core_radius), To(f.tan_theta), To(f.profile_peak), To(f.a), To(f.b), To(f.bS)};
}

/// T(r, z) of a fiber; r_squared = r^2 in m^2.
template <class Real>
SPIKELIGHT_HD Real fiber_transmittance(FiberField<Real> const& f, Real r_squared, Real z) {
    // Behind the tip nothing is lit; evaluate at the tip to keep the arithmetic finite.
    Real z_lit = z < Real(0) ? Real(0) : z;
    Real R = f.core_radius + z_lit * f.tan_theta;
    Real inverse_R = Real(1) / R;
    Real spread = f.core_radius * inverse_R;
    Real exponent = Real(2) * r_squared * (inverse_R * inverse_R);
    // M = 2 b e^-x / ((a + b) - (a - b) e^-2x) with x = b S d: one exponential carries G and e^-x, and none overflows.
    Real x = f.bS * math::sqrt(r_squared + z_lit * z_lit);
    Real numerator = Real(2) * f.b * math::exp(-exponent - x);
    Real denominator = (f.a + f.b) - (f.a - f.b) * math::exp(Real(-2) * x);
    Real transmittance = f.profile_peak * spread * spread * numerator / denominator;
    return z < Real(0) ? Real(0) : transmittance;
}

/// One source: where it is, where it points, and what it is.
struct LightSource {
    enum class Model : int { fiber, koehler, gaussian_ellipsoid, field };
    Model model = Model::fiber;
    double x = 0, y = 0, z = 0;     ///< m
    double dx = 0, dy = 0, dz = 1;  ///< unit vector
    FiberField<double> fiber{};
    double radius = 0, depth = 0;  ///< koehler, m
    double lateral_exponent = 0,
           axial_exponent = 0;  ///< gaussian_ellipsoid: 1 / (2 sigma^2), 1/m^2
    LightField field{};         ///< field; its values must outlive the source
    /// Turns the z axis into the source's direction by the shortest way: where the frame's x axis points.
    SPIKELIGHT_HD void side(double& ux, double& uy, double& uz) const {
        // Half a turn about the x axis where the source points along -z.
        bool back = !(1 + dz > 1e-12);
        double share = back ? 0.0 : 1 / (1 + dz);
        ux = 1 - dx * dx * share;
        uy = -dx * dy * share;
        uz = back ? 0.0 : -dx;
    }
};

/// The same of a light field: the point in the source's frame, whose y axis is direction x x axis.
SPIKELIGHT_HD double transmittance_of_field(LightSource const& s, double px, double py, double pz) {
    double ax = px - s.x, ay = py - s.y, az = pz - s.z;
    double ux, uy, uz;
    s.side(ux, uy, uz);
    double wx = s.dy * uz - s.dz * uy, wy = s.dz * ux - s.dx * uz, wz = s.dx * uy - s.dy * ux;
    return field_transmittance(s.field, ax * ux + ay * uy + az * uz, ax * wx + ay * wy + az * wz,
                               ax * s.dx + ay * s.dy + az * s.dz);
}

/// The same of a light that a formula gives.
SPIKELIGHT_HD double transmittance_of_formula(LightSource const& s, double px, double py,
                                              double pz) {
    double ax = px - s.x, ay = py - s.y, az = pz - s.z;
    double z = ax * s.dx + ay * s.dy + az * s.dz;
    double rx = ax - z * s.dx, ry = ay - z * s.dy, rz = az - z * s.dz;
    double r_squared = rx * rx + ry * ry + rz * rz;
    if (s.model == LightSource::Model::koehler)
        return r_squared <= s.radius * s.radius && z >= 0 && z <= s.depth ? 1.0 : 0.0;
    if (s.model == LightSource::Model::gaussian_ellipsoid)
        return math::exp(-(r_squared * s.lateral_exponent) - z * z * s.axial_exponent);
    return fiber_transmittance(s.fiber, r_squared, z);
}

/// Irradiance at a point (m) relative to that at the source.
SPIKELIGHT_HD double transmittance(LightSource const& s, double px, double py, double pz) {
    return s.model == LightSource::Model::field ? transmittance_of_field(s, px, py, pz)
                                                : transmittance_of_formula(s, px, py, pz);
}

}  // namespace spikelight
