#include "render/light_image.h"

#include <algorithm>
#include <cmath>
#include <glm/geometric.hpp>

#include "kernels/cpu/march_loops.h"

namespace spikelight {
namespace {

constexpr double extinction =
    250;  // 1/m along the view ray: the near side of a cone looks a little brighter
constexpr double core_glow = 0.07;  // brightness of the light inside the glass, relative to the tip
constexpr float beam_softness = 0.15f;      // of a Koehler beam's radius and depth
constexpr double core_length_in_radii = 5;  // over which that glow fades away from the tip

glm::dvec3 position_of(const LightSource& s) {
    return {s.x, s.y, s.z};
}
glm::dvec3 direction_of(const LightSource& s) {
    return {s.dx, s.dy, s.dz};
}

/// The pixels that a capped cylinder along the source's axis can touch.
LightImage covering_rectangle(const ShownSource& shown, const Camera& camera, double from,
                              double to, double radius, int columns, int first_row, int end_row) {
    glm::dvec3 axis = direction_of(shown.source);
    glm::dvec3 side = glm::normalize(
        glm::cross(axis, std::abs(axis.x) < 0.9 ? glm::dvec3(1, 0, 0) : glm::dvec3(0, 1, 0)));
    glm::dvec3 other = glm::cross(axis, side);
    double left = 1e9, right = -1e9, top = 1e9, bottom = -1e9;
    for (int corner = 0; corner < 8; ++corner) {
        glm::dvec3 p = position_of(shown.source) + (corner & 1 ? from : to) * axis +
                       (corner & 2 ? radius : -radius) * side +
                       (corner & 4 ? radius : -radius) * other;
        ScreenPoint s = camera.project(p);
        // A corner behind the eye: the whole picture may be touched.
        if (s.depth <= 0) return {0, first_row, columns, end_row - first_row, {}};
        left = std::min(left, s.x), right = std::max(right, s.x);
        top = std::min(top, s.y), bottom = std::max(bottom, s.y);
    }
    LightImage image;
    image.left = int(std::clamp(std::floor(left), 0.0, double(columns)));
    image.top = int(std::clamp(std::floor(top), double(first_row), double(end_row)));
    image.width =
        int(std::clamp(std::ceil(right) + 1, double(image.left), double(columns))) - image.left;
    image.height =
        int(std::clamp(std::ceil(bottom) + 1, double(image.top), double(end_row))) - image.top;
    return image;
}

/// One row's rays, seen from the source, in single precision: all lengths are those of the scene, a few mm.
struct RowRays {
    glm::vec3 eye;  ///< from the source
    glm::vec3 axis;
    glm::vec3 base, step;  ///< ray of column x: base + x step, not yet a unit vector
    glm::vec3 clip_low, clip_high;

    RowRays(const Scene& scene, const ShownSource& shown, const Camera& camera, int left, int y)
        : eye(camera.eye() - position_of(shown.source)),
          axis(direction_of(shown.source)),
          clip_low(scene.clip.low - position_of(shown.source)),
          clip_high(scene.clip.high - position_of(shown.source)) {
        glm::dvec3 first = camera.ray(left + 0.5, y + 0.5), next = camera.ray(left + 1.5, y + 0.5);
        first /= glm::dot(first, camera.forward());
        next /= glm::dot(next, camera.forward());
        base = glm::vec3(first);
        step = glm::vec3(next - first);
    }

    /// The ray of column x, cut to the capped cylinder from z0 to z1 and to the clip box.
    MarchRay at(int x, float z0, float z1, float radius) const {
        glm::vec3 d = base + float(x) * step;
        d *= 1 / std::sqrt(glm::dot(d, d));
        float to_closest = -glm::dot(eye, d);
        glm::vec3 closest = eye + to_closest * d;
        MarchRay ray;
        ray.closest_squared = glm::dot(closest, closest);
        ray.z_closest = glm::dot(closest, axis);
        ray.cosine = glm::dot(d, axis);
        // Inside the cylinder: |p|^2 - z^2 <= radius^2, a quadratic in s.
        float a = std::max(1 - ray.cosine * ray.cosine, 1e-9f),
              half_b = -ray.z_closest * ray.cosine;
        float c = ray.closest_squared - ray.z_closest * ray.z_closest - radius * radius;
        float discriminant = half_b * half_b - a * c;
        float root = std::sqrt(std::max(discriminant, 0.0f));
        ray.s0 = std::max((-half_b - root) / a, -to_closest);
        ray.s1 = discriminant > 0 ? (-half_b + root) / a : ray.s0;
        // Between the caps.
        cut(ray, ray.z_closest, ray.cosine, z0, z1);
        for (int k = 0; k < 3; ++k) cut(ray, closest[k], d[k], clip_low[k], clip_high[k]);
        return ray;
    }

    /// Keeps the part of the ray where low <= position + s slope <= high.
    static void cut(MarchRay& ray, float position, float slope, float low, float high) {
        float safe = std::abs(slope) < 1e-9f ? std::copysign(1e-9f, slope) : slope;
        float first = (low - position) / safe, second = (high - position) / safe;
        ray.s0 = std::max(ray.s0, std::min(first, second));
        ray.s1 = std::min(ray.s1, std::max(first, second));
    }
};

void march_batch(const ShownSource& shown, MarchBatch& batch, const MarchSettings& settings) {
    float mu = float(extinction), size = float(shown.radius);
    switch (shown.source.model) {
        case LightSource::Model::fiber:
            return march(
                settings.isa, batch,
                FiberGlow{cast_field<float>(shown.source.fiber), float(light_threshold), size}, mu,
                settings.samples);
        case LightSource::Model::koehler:
            return march(settings.isa, batch,
                         KoehlerGlow{size, float(shown.reach), beam_softness, size}, mu,
                         settings.samples);
        case LightSource::Model::gaussian_ellipsoid:
            return march(
                settings.isa, batch,
                EllipsoidGlow{float(shown.source.lateral_exponent),
                              float(shown.source.axial_exponent), float(light_threshold), size},
                mu, settings.samples);
    }
}

/// Collects the rays that meet the light, marches them by batches, and writes their brightness.
void march_row(const RowRays& rays, const ShownSource& shown, const MarchSettings& settings,
               int left, int y, int width, float* brightness) {
    MarchBatch batch;
    int columns[MarchBatch::capacity];
    auto flush = [&] {
        if (batch.count == 0) return;
        march_batch(shown, batch, settings);
        for (int i = 0; i < batch.count; ++i)
            brightness[columns[i]] = float(shown.brightness) * batch.integral[i];
        batch.count = 0;
    };
    float back = float(-shown.back_reach), reach = float(shown.reach),
          side_reach = float(shown.side_reach);
    for (int x = 0; x < width; ++x) {
        MarchRay ray = rays.at(x, back, reach, side_reach);
        if (!(ray.s1 > ray.s0)) continue;
        int i = batch.count++;
        columns[i] = x;
        batch.closest_squared[i] = ray.closest_squared;
        batch.z_closest[i] = ray.z_closest;
        batch.cosine[i] = ray.cosine;
        batch.s0[i] = ray.s0;
        batch.s1[i] = ray.s1;
        batch.jitter[i] = pixel_jitter(std::uint32_t(left + x), std::uint32_t(y));
        if (batch.count == MarchBatch::capacity) flush();
    }
    flush();
}

/// Adds the light that shines inside the glass: its chord through the core, fading away from the tip.
void add_core(const RowRays& rays, const ShownSource& shown, int width, float* brightness) {
    float length = float(core_length_in_radii * shown.radius), radius = float(shown.radius);
    for (int x = 0; x < width; ++x) {
        MarchRay ray = rays.at(x, -length, 0, radius);
        if (!(ray.s1 > ray.s0)) continue;
        float z = ray.z_closest + (ray.s0 + ray.s1) / 2 * ray.cosine;
        float fade = 1 + z / length;
        brightness[x] += float(core_glow) * fade * fade * (ray.s1 - ray.s0) / (2 * radius);
    }
}

}  // namespace

LightImage march_source(const Scene& scene, const ShownSource& source, const Camera& camera,
                        int columns, int first_row, int end_row, const MarchSettings& settings) {
    bool fiber = source.source.model == LightSource::Model::fiber;
    double behind = fiber ? -core_length_in_radii * source.radius : -source.back_reach;
    LightImage image = covering_rectangle(source, camera, behind, source.reach, source.side_reach,
                                          columns, first_row, end_row);
    image.brightness.assign(std::size_t(image.width) * std::size_t(image.height), 0.0f);
    for (int row = 0; row < image.height; ++row) {
        RowRays rays(scene, source, camera, image.left, image.top + row);
        float* brightness = image.brightness.data() + std::size_t(row) * std::size_t(image.width);
        march_row(rays, source, settings, image.left, image.top + row, image.width, brightness);
        if (fiber) add_core(rays, source, image.width, brightness);
    }
    return image;
}

void add_light(HdrRows& rows, const LightImage& image, const Rgb& color, float command) {
    Rgb light = command * color;
    int first = std::max(rows.first_row, image.top),
        end = std::min(rows.end_row(), image.top + image.height);
    for (int y = first; y < end; ++y) {
        const float* from =
            image.brightness.data() + std::size_t(y - image.top) * std::size_t(image.width);
        std::size_t at = rows.at(image.left, y);
        float *r = rows.r.data() + at, *g = rows.g.data() + at, *b = rows.b.data() + at;
#pragma omp simd
        for (int x = 0; x < image.width; ++x) {
            r[x] += light.r * from[x];
            g[x] += light.g * from[x];
            b[x] += light.b * from[x];
        }
    }
}

}  // namespace spikelight
