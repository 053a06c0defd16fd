#include "render/field_glow.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "engine/network/light_path.h"

namespace spikelight {
namespace {

constexpr int r_points = 100, z_points = 200, angles = 12;
using std::numbers::pi;

/// The mean transmittance around the axis.
double mean_around(const LightField& field, double r, double z) {
    if (field.radial) return field_transmittance(field, r, 0, z);
    double sum = 0;
    for (int k = 0; k < angles; ++k)
        sum += field_transmittance(field, r * std::cos(2 * pi * k / angles),
                                   r * std::sin(2 * pi * k / angles), z);
    return sum / angles;
}

/// Where along one axis of the grid there is light, m: from the point before the first lit one to that after the last.
struct LitExtent {
    double low = 0, high = 0;
};
LitExtent lit_extent(const MeasuredField& field, int axis) {
    const auto& shape = field.shape;
    int first = shape[static_cast<std::size_t>(axis)], last = -1;
    std::size_t at = 0;
    for (int i = 0; i < shape[0]; ++i)
        for (int j = 0; j < shape[1]; ++j)
            for (int k = 0; k < shape[2]; ++k, ++at) {
                if (!((*field.values)[at] > float(light_threshold))) continue;
                const int place = axis == 0 ? i : axis == 1 ? j : k;
                first = std::min(first, place), last = std::max(last, place);
            }
    if (last < 0) return {};
    const int end = shape[static_cast<std::size_t>(axis)] - 1;
    return {field.origin[axis] + std::max(first - 1, 0) * field.spacing[axis],
            field.origin[axis] + std::min(last + 1, end) * field.spacing[axis]};
}

/// The largest line integral across the axis, along x or y of the grid, or through the axis of a table over r, m.
double brightest_ray(const MeasuredField& field) {
    const auto nx = std::size_t(field.shape[0]), ny = std::size_t(field.shape[1]),
               nz = std::size_t(field.shape[2]);
    const std::vector<float>& values = *field.values;
    std::vector<double> along_x(ny * nz), along_y(nx * nz);
    for (std::size_t i = 0; i < nx; ++i)
        for (std::size_t j = 0; j < ny; ++j)
            for (std::size_t k = 0; k < nz; ++k) {
                const double value = values[(i * ny + j) * nz + k];
                along_x[j * nz + k] += value * field.spacing.x * (field.radial ? 2 : 1);
                along_y[i * nz + k] += value * field.spacing.y;
            }
    const double most_x = *std::max_element(along_x.begin(), along_x.end());
    if (field.radial) return most_x;
    return std::max(most_x, *std::max_element(along_y.begin(), along_y.end()));
}

}  // namespace

void show_field(const MeasuredField& measured, ShownSource& shown) {
    const LightField field = make_light_field(measured);
    shown.source.model = LightSource::Model::field;
    shown.source.field = field;

    // The cylinder that holds its light.
    const LitExtent x = lit_extent(measured, 0), y = lit_extent(measured, 1),
                    z = lit_extent(measured, 2);
    shown.reach = z.high;
    shown.back_reach = -z.low;
    shown.side_reach = std::max(std::abs(x.low), std::abs(x.high));
    if (!measured.radial)
        shown.side_reach =
            std::hypot(shown.side_reach, std::max(std::abs(y.low), std::abs(y.high)));

    // Its width, by moments, ring by ring.
    const double dz = (z.high - z.low) / z_points, dr = shown.side_reach / r_points;
    double light = 0, r_square = 0;
    for (int j = 0; j < z_points; ++j)
        for (int i = 0; i < r_points; ++i) {
            const double r = (i + 0.5) * dr;
            const double here = mean_around(field, r, z.low + (j + 0.5) * dz) * r;
            light += here;
            r_square += here * r * r;
        }
    // r^2 is the sum of two squares, of x and of y.
    shown.radius = std::max(dr, light > 0 ? std::sqrt(r_square / light / 2) : 0);
    const double brightest = brightest_ray(measured);
    shown.brightness = brightest > 0 ? 1 / brightest : 0;
}

}  // namespace spikelight
