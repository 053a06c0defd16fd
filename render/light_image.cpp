#include "render/light_image.h"

#include <algorithm>
#include <cmath>
#include <glm/geometric.hpp>
#include <stdexcept>

#include "kernels/cpu/march_loops.h"

namespace spikelight {
namespace {

constexpr float extinction =
    250;  // 1/m along the view ray: the near side of a cone looks a little brighter
constexpr float core_glow = 0.07f;  // brightness of the light inside the glass, relative to the tip
constexpr float beam_softness = 0.15f;      // of a Koehler beam's radius and depth
constexpr double core_length_in_radii = 5;  // over which that glow fades away from the tip

glm::dvec3 position_of(const LightSource& s) {
    return {s.x, s.y, s.z};
}
glm::dvec3 direction_of(const LightSource& s) {
    return {s.dx, s.dy, s.dz};
}

/// The pixels that a capped cylinder along the source's axis can touch.
PictureArea covering_rectangle(const ShownSource& shown, const Camera& camera, double from,
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
        if (s.depth <= 0) return {0, first_row, columns, end_row};
        left = std::min(left, s.x), right = std::max(right, s.x);
        top = std::min(top, s.y), bottom = std::max(bottom, s.y);
    }
    auto whole = [](double value, int low, int high) {
        return int(std::clamp(value, double(low), double(high)));
    };
    return {whole(std::floor(left), 0, columns), whole(std::floor(top), first_row, end_row),
            whole(std::ceil(right) + 1, 0, columns),
            whole(std::ceil(bottom) + 1, first_row, end_row)};
}

void march_batch(const PictureSource& source, MarchBatch& batch, const MarchSettings& settings) {
    int samples = samples_through(source.model, settings.samples);
    switch (source.model) {
        case LightSource::Model::fiber:
            return march(settings.isa, batch, source.fiber, source.extinction, samples);
        case LightSource::Model::koehler:
            return march(settings.isa, batch, source.koehler, source.extinction, samples);
        case LightSource::Model::gaussian_ellipsoid:
            return march(settings.isa, batch, source.ellipsoid, source.extinction, samples);
        case LightSource::Model::field:
            break;
    }
    throw std::logic_error("a measured field is marched ray by ray");
}

/// The same of a measured field, whose values are looked up one by one.
void march_field_row(const PictureSource& source, const MarchSettings& settings, int left, int y,
                     int width, float* brightness) {
    Vec3 first = source.rays.first_of_row(y);
    int samples = samples_through(source.model, settings.samples);
    for (int x = 0; x < width; ++x) {
        MarchRay ray = ray_at(source.rays, first, left + x, source.back, source.reach, source.side);
        if (ray.s1 > ray.s0)
            brightness[x] = source.brightness *
                            march_ray(field_on_ray(source.field, source.rays, first, left + x), ray,
                                      pixel_jitter(std::uint32_t(left + x), std::uint32_t(y)),
                                      source.extinction, samples);
    }
}

/// Collects the rays that meet the light, marches them by batches, and writes their brightness.
void march_row(const PictureSource& source, const MarchSettings& settings, int left, int y,
               int width, float* brightness) {
    if (source.model == LightSource::Model::field)
        return march_field_row(source, settings, left, y, width, brightness);
    Vec3 first = source.rays.first_of_row(y);
    MarchBatch batch;
    int columns[MarchBatch::capacity];
    auto flush = [&] {
        if (batch.count == 0) return;
        march_batch(source, batch, settings);
        for (int i = 0; i < batch.count; ++i)
            brightness[columns[i]] = source.brightness * batch.integral[i];
        batch.count = 0;
    };
    for (int x = 0; x < width; ++x) {
        MarchRay ray = ray_at(source.rays, first, left + x, source.back, source.reach, source.side);
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

/// Adds the light that shines inside the glass.
void add_core(const PictureSource& source, int left, int y, int width, float* brightness) {
    Vec3 first = source.rays.first_of_row(y);
    for (int x = 0; x < width; ++x) {
        MarchRay ray =
            ray_at(source.rays, first, left + x, -source.core_length, 0, source.core_radius);
        if (ray.s1 > ray.s0)
            brightness[x] +=
                source.core_glow * core_light(ray, source.core_length, source.core_radius);
    }
}

Vec3 single(const glm::dvec3& v) {
    return {float(v.x), float(v.y), float(v.z)};
}

FieldGlow field_glow(const LightSource& source, float threshold, float size) {
    glm::dvec3 side;
    source.side(side.x, side.y, side.z);
    return {source.field, single(side), single(glm::cross(direction_of(source), side)), threshold,
            size};
}

/// The rays of a camera as a source sees them.
SourceRays source_rays(const Scene& scene, const ShownSource& source, const Camera& camera) {
    glm::dvec3 tip = position_of(source.source);
    // Rays through the middles of the pixels (0, 0), (1, 0) and (0, 1).
    glm::dvec3 base = camera.plane_ray(0.5, 0.5);
    return {single(camera.eye() - tip),
            single(direction_of(source.source)),
            single(base),
            single(camera.plane_ray(1.5, 0.5) - base),
            single(camera.plane_ray(0.5, 1.5) - base),
            single(scene.clip.low - tip),
            single(scene.clip.high - tip)};
}

}  // namespace

PictureSource picture_source(const Scene& scene, const ShownSource& shown, const Camera& camera,
                             int columns, int first_row, int end_row) {
    PictureSource s{};
    bool fiber = shown.source.model == LightSource::Model::fiber;
    float size = float(shown.radius), threshold = float(light_threshold);
    s.model = shown.source.model;
    s.rays = source_rays(scene, shown, camera);
    s.fiber = {cast_field<float>(shown.source.fiber), threshold, size};
    s.koehler = {size, float(shown.reach), beam_softness, size};
    s.ellipsoid = {float(shown.source.lateral_exponent), float(shown.source.axial_exponent),
                   threshold, size};
    s.field = field_glow(shown.source, threshold, size);
    s.back = float(-shown.back_reach);
    s.reach = float(shown.reach);
    s.side = float(shown.side_reach);
    s.brightness = float(shown.brightness);
    s.extinction = extinction;
    s.color = shown.color;
    s.core_length = float(core_length_in_radii * shown.radius);
    s.core_radius = size;
    s.core_glow = fiber ? core_glow : 0;
    s.area = covering_rectangle(shown, camera, -shown.back_reach, shown.reach, shown.side_reach,
                                columns, first_row, end_row);
    if (fiber)
        s.core_area = covering_rectangle(shown, camera, -core_length_in_radii * shown.radius, 0,
                                         shown.radius, columns, first_row, end_row);
    return s;
}

LightImage march_source(const Scene& scene, const ShownSource& source, const Camera& camera,
                        int columns, int first_row, int end_row, const MarchSettings& settings) {
    PictureSource seen = picture_source(scene, source, camera, columns, first_row, end_row);
    const PictureArea &area = seen.area, &core = seen.core_area;
    bool has_core = core.right > core.left && core.bottom > core.top;
    PictureArea all = area;
    if (has_core)
        all = {std::min(area.left, core.left), std::min(area.top, core.top),
               std::max(area.right, core.right), std::max(area.bottom, core.bottom)};
    LightImage image{all.left, all.top, all.right - all.left, all.bottom - all.top, {}};
    image.brightness.assign(std::size_t(image.width) * std::size_t(image.height), 0.0f);
    for (int y = all.top; y < all.bottom; ++y) {
        float* row = image.brightness.data() + std::size_t(y - all.top) * std::size_t(image.width);
        if (y >= area.top && y < area.bottom)
            march_row(seen, settings, area.left, y, area.right - area.left,
                      row + area.left - all.left);
        if (has_core && y >= core.top && y < core.bottom)
            add_core(seen, core.left, y, core.right - core.left, row + core.left - all.left);
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
