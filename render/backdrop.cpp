#include "render/backdrop.h"

#include <algorithm>
#include <cmath>
#include <glm/geometric.hpp>

namespace spikelight {
namespace {

constexpr Rgb ground_centre{0.0052f, 0.0062f, 0.0092f}, ground_edge{0.0011f, 0.0013f, 0.0020f};
constexpr Rgb line_color{0.42f, 0.50f, 0.62f};
constexpr Rgb glass_color{0.50f, 0.60f, 0.72f};
constexpr double glass_length_in_radii = 9;

/// A dark ground, a little lighter in the middle of the scene.
void draw_ground(HdrRows& rows, const Layout& layout) {
    double cx = layout.picture.width() / 2, cy = 0.46 * layout.picture.height();
    double rx = 0.62 * layout.picture.width(), ry = 0.80 * layout.picture.height();
    for (int y = rows.first_row; y < rows.end_row(); ++y) {
        double dy = (y + 0.5 - cy) / ry;
        std::size_t at = rows.at(0, y);
        for (int x = 0; x < rows.width; ++x) {
            double dx = (x + 0.5 - cx) / rx;
            float away = float(std::min(1.0, dx * dx + dy * dy));
            float t = away * (2 - away);
            Rgb ground = mix(ground_centre, ground_edge, t);
            rows.r[at + std::size_t(x)] = ground.r;
            rows.g[at + std::size_t(x)] = ground.g;
            rows.b[at + std::size_t(x)] = ground.b;
        }
    }
}

void draw_segments(HdrRows& rows, const Camera& camera, const std::vector<AxisSegment>& segments,
                   double width, float strength) {
    for (const AxisSegment& segment : segments) {
        ScreenPoint a = camera.project(segment.from), b = camera.project(segment.to);
        if (a.depth <= 0 || b.depth <= 0) continue;
        for_line_pixels(a.x, a.y, b.x, b.y, width, rows.width, rows.first_row, rows.end_row(),
                        [&](int x, int y, float coverage) {
                            rows.add(x, y, strength * coverage * line_color);
                        });
    }
}

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

void draw_fiber(HdrRows& rows, const ShownSource& shown, const Camera& camera) {
    glm::dvec3 tip{shown.source.x, shown.source.y, shown.source.z};
    glm::dvec3 axis{shown.source.dx, shown.source.dy, shown.source.dz};
    // The rectangle around both ends.
    ScreenPoint a = camera.project(tip),
                b = camera.project(tip - glass_length_in_radii * shown.radius * axis);
    if (a.depth <= 0 || b.depth <= 0) return;
    double reach = 1.5 * shown.radius * camera.scale_at(std::min(a.depth, b.depth)) + 2;
    int x0 = std::max(0, int(std::min(a.x, b.x) - reach)),
        x1 = std::min(rows.width, int(std::max(a.x, b.x) + reach));
    int y0 = std::max(rows.first_row, int(std::min(a.y, b.y) - reach));
    int y1 = std::min(rows.end_row(), int(std::max(a.y, b.y) + reach));
    glm::dvec3 eye = camera.eye() - tip;
    constexpr int samples = 2;
    for (int y = y0; y < y1; ++y)
        for (int x = x0; x < x1; ++x) {
            // Several rays per pixel smooth the edge.
            float strength = 0;
            for (int sample = 0; sample < samples * samples; ++sample) {
                double sx = x + (sample % samples + 0.5) / samples,
                       sy = y + (sample / samples + 0.5) / samples;
                GlassHit hit = hit_glass(eye, camera.ray(sx, sy), axis, shown.radius);
                if (hit.wall) strength += glass_strength(hit);
                if (hit.tip) strength += 0.05f;
            }
            if (strength > 0) rows.add(x, y, strength / (samples * samples) * glass_color);
        }
}

}  // namespace

void draw_backdrop(HdrRows& rows, const Scene& scene, const Layout& layout, const Camera& camera,
                   const AxesView& axes) {
    draw_ground(rows, layout);
    if (scene.video.axes) {
        double width = std::max(1.0, 1.3 * layout.unit);
        draw_segments(rows, camera, axes.grid, width, 0.020f);
        draw_segments(rows, camera, axes.far_edges, width, 0.085f);
        draw_segments(rows, camera, axes.tick_marks, width, 0.20f);
    }
    for (const ShownSource& shown : scene.sources)
        if (shown.source.model == LightSource::Model::fiber) draw_fiber(rows, shown, camera);
}

void draw_near_edges(HdrRows& rows, const Layout& layout, const Camera& camera,
                     const AxesView& axes) {
    draw_segments(rows, camera, axes.near_edges, std::max(1.0, 1.3 * layout.unit), 0.045f);
}

}  // namespace spikelight
