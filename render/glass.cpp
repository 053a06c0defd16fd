#include "render/glass.h"

#include <algorithm>
#include <cmath>
#include <glm/geometric.hpp>

namespace spikelight {
namespace {

constexpr double glass_length_in_radii = 9;

/// A ray against the outside of a fiber, in units of its radius; the axis is +z, the tip at z = 0.
struct GlassHit {
    double facing = 0;  ///< cosine between surface and ray: 1 in the middle, 0 at the edge
    double z = 0;       ///< where the surface is met
    bool wall = false, tip = false;
};

GlassHit hit_glass(const glm::dvec3& eye, const glm::dvec3& ray, const glm::dvec3& axis,
                   double radius) {
    GlassHit hit;
    double eye_z = glm::dot(eye, axis), ray_z = glm::dot(ray, axis);
    glm::dvec3 across = eye - eye_z * axis, slope = ray - ray_z * axis;
    double a = glm::dot(slope, slope), b = glm::dot(across, slope),
           c = glm::dot(across, across) - radius * radius;
    double discriminant = b * b - a * c;
    if (discriminant > 0 && a > 1e-12) {
        double t = (-b - std::sqrt(discriminant)) / a;
        hit.z = (eye_z + t * ray_z) / radius;
        hit.facing = std::sqrt(discriminant / a) / radius;
        hit.wall = t > 0 && hit.z <= 0 && hit.z >= -glass_length_in_radii;
    }
    // The polished tip, seen from in front.
    double to_tip = -eye_z / ray_z;
    glm::dvec3 on_tip = across + to_tip * slope;
    hit.tip = to_tip > 0 && glm::dot(on_tip, on_tip) <= radius * radius;
    return hit;
}

/// Glass: bright where the surface is seen at a grazing angle, clear in between, a highlight along one side.
float glass_strength(const GlassHit& hit) {
    float clear = float(1 - hit.facing), edge = clear * clear;
    float aside = float(hit.facing - 0.72) / 0.10f, highlight = std::exp(-aside * aside);
    float fade = float(1 + hit.z / glass_length_in_radii);
    return (0.030f + 0.42f * edge + 0.055f * highlight) * fade * fade;
}

}  // namespace

LightImage glass_image(const ShownSource& source, const Camera& camera, int columns, int first_row,
                       int end_row) {
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
    image.brightness.assign(std::size_t(image.width) * std::size_t(image.height), 0.0f);
    glm::dvec3 eye = camera.eye() - tip;
    constexpr int samples = 2;
    for (int y = 0; y < image.height; ++y)
        for (int x = 0; x < image.width; ++x) {
            // Several rays per pixel smooth the edge.
            float strength = 0;
            for (int sample = 0; sample < samples * samples; ++sample) {
                double sx = image.left + x + (sample % samples + 0.5) / samples,
                       sy = image.top + y + (sample / samples + 0.5) / samples;
                GlassHit hit = hit_glass(eye, camera.ray(sx, sy), axis, source.radius);
                if (hit.wall) strength += glass_strength(hit);
                if (hit.tip) strength += 0.05f;
            }
            image.brightness[std::size_t(y) * std::size_t(image.width) + std::size_t(x)] =
                strength / (samples * samples);
        }
    return image;
}

double depth_of(const ShownSource& source, const Camera& camera) {
    return camera.project({source.source.x, source.source.y, source.source.z}).depth;
}

}  // namespace spikelight
