#include "render/field_glow.h"

#include <algorithm>
#include <cmath>

#include "engine/network/light_path.h"

namespace spikelight {
namespace {

constexpr int r_points = 100, z_points = 200, angles = 12;
constexpr double pi = 3.14159265358979323846;

/// The mean transmittance around the axis.
double mean_around(const LightField& field, double r, double z) {
    if (field.radial) return field_transmittance(field, r, 0, z);
    double sum = 0;
    for (int k = 0; k < angles; ++k)
        sum += field_transmittance(field, r * std::cos(2 * pi * k / angles),
                                   r * std::sin(2 * pi * k / angles), z);
    return sum / angles;
}

double end_of(const MeasuredField& field, int axis) {
    return field.origin[axis] +
           (field.shape[static_cast<std::size_t>(axis)] - 1) * field.spacing[axis];
}

}  // namespace

void show_field(const MeasuredField& measured, ShownSource& shown) {
    const LightField field = make_light_field(measured);
    const double z_begin = measured.origin.z, dz = (end_of(measured, 2) - z_begin) / z_points;
    double r_end = end_of(measured, 0);
    if (!measured.radial)
        r_end = std::max({r_end, -measured.origin.x, end_of(measured, 1), -measured.origin.y});
    const double dr = r_end / r_points;
    // Moments over the volume, ring by ring.
    double light = 0, z_sum = 0, z_square = 0, r_square = 0;
    for (int i = 0; i < r_points; ++i)
        for (int j = 0; j < z_points; ++j) {
            const double r = (i + 0.5) * dr, z = z_begin + (j + 0.5) * dz;
            const double here = mean_around(field, r, z) * r;
            light += here;
            z_sum += here * z;
            z_square += here * z * z;
            r_square += here * r * r;
        }
    const double middle = light > 0 ? z_sum / light : 0;
    const double axial =
        std::max(dz, std::sqrt(std::max(0.0, light > 0 ? z_square / light - middle * middle : 0)));
    // r^2 is the sum of two squares, of x and of y.
    const double lateral = std::max(dr, std::sqrt(light > 0 ? r_square / light / 2 : 0));
    shown.fitted = true;
    LightSource& source = shown.source;
    source.model = LightSource::Model::gaussian_ellipsoid;
    source.x += middle * source.dx, source.y += middle * source.dy, source.z += middle * source.dz;
    source.lateral_exponent = 1 / (2 * lateral * lateral);
    source.axial_exponent = 1 / (2 * axial * axial);
    const double widest = std::sqrt(-2 * std::log(light_threshold));
    shown.radius = lateral;
    shown.side_reach = widest * lateral;
    shown.reach = shown.back_reach = widest * axial;
    shown.brightness = 1 / (std::sqrt(2 * pi) * lateral);
}

}  // namespace spikelight
