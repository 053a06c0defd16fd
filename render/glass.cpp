#include "render/glass.h"

#include <algorithm>
#include <cmath>
#include <glm/geometric.hpp>

namespace spikelight {
namespace {

void copy(const glm::dvec3& from, double (&to)[3]) {
    to[0] = from.x, to[1] = from.y, to[2] = from.z;
}

}  // namespace

GlassView glass_view(const ShownSource& source, const Camera& camera) {
    GlassView view{};
    copy(camera.eye() - glm::dvec3(source.source.x, source.source.y, source.source.z), view.eye);
    copy({source.source.dx, source.source.dy, source.source.dz}, view.axis);
    view.radius = source.radius;
    return view;
}

LightImage glass_rectangle(const ShownSource& source, const Camera& camera, int columns,
                           int first_row, int end_row) {
    if (source.source.model != LightSource::Model::fiber) return {};
    glm::dvec3 tip{source.source.x, source.source.y, source.source.z};
    glm::dvec3 axis{source.source.dx, source.source.dy, source.source.dz};
    // The rectangle around both ends.
    ScreenPoint a = camera.project(tip),
                b = camera.project(tip - glass_length_in_radii * source.radius * axis);
    if (a.depth <= 0 || b.depth <= 0) return {};
    double reach = 1.5 * source.radius * camera.scale_at(std::min(a.depth, b.depth)) + 2;
    LightImage image;
    auto whole = [](double value, int low, int high) {
        return int(std::clamp(value, double(low), double(high)));
    };
    image.left = whole(std::min(a.x, b.x) - reach, 0, columns);
    image.top = whole(std::min(a.y, b.y) - reach, first_row, end_row);
    image.width = whole(std::max(a.x, b.x) + reach, image.left, columns) - image.left;
    image.height = whole(std::max(a.y, b.y) + reach, image.top, end_row) - image.top;
    return image;
}

LightImage glass_image(const ShownSource& source, const Camera& camera, int columns, int first_row,
                       int end_row) {
    LightImage image = glass_rectangle(source, camera, columns, first_row, end_row);
    if (image.width <= 0 || image.height <= 0) return {};
    image.brightness.assign(std::size_t(image.width) * std::size_t(image.height), 0.0f);
    GlassView view = glass_view(source, camera);
    glm::dvec3 base = camera.plane_ray(0, 0), per_column = camera.plane_ray(1, 0) - base,
               per_row = camera.plane_ray(0, 1) - base;
    for (int y = 0; y < image.height; ++y)
        for (int x = 0; x < image.width; ++x) {
            float strength = 0;
            for (int sample = 0; sample < glass_samples * glass_samples; ++sample) {
                int column = sample % glass_samples, row = sample / glass_samples;
                double sx = image.left + x + (column + 0.5) / glass_samples,
                       sy = image.top + y + (row + 0.5) / glass_samples;
                double ray[3];
                copy(base + sx * per_column + sy * per_row, ray);
                strength += glass_strength(view, ray);
            }
            image.brightness[std::size_t(y) * std::size_t(image.width) + std::size_t(x)] =
                strength / (glass_samples * glass_samples);
        }
    return image;
}

double depth_of(const ShownSource& source, const Camera& camera) {
    return camera.project({source.source.x, source.source.y, source.source.z}).depth;
}

}  // namespace spikelight
