#include "render/backdrop.h"

#include <algorithm>
#include <cmath>
#include <glm/geometric.hpp>

namespace spikelight {
namespace {

constexpr Rgb ground_centre{0.0052f, 0.0062f, 0.0092f}, ground_edge{0.0011f, 0.0013f, 0.0020f};
constexpr Rgb line_color{0.42f, 0.50f, 0.62f};

/// A dark ground, a little lighter in the middle of the scene.
void draw_ground(HdrRows& rows, const Layout& layout) {
    double cx = layout.picture.width() / 2, cy = 0.46 * layout.picture.height();
    double rx = 0.62 * layout.picture.width(), ry = 0.80 * layout.picture.height();
    for (int y = rows.first_row; y < rows.end_row(); ++y) {
        float dy = float((y + 0.5 - cy) / ry), first = float((0.5 - cx) / rx), step = float(1 / rx);
        std::size_t at = rows.at(0, y);
        float *r = rows.r.data() + at, *g = rows.g.data() + at, *b = rows.b.data() + at;
#pragma omp simd
        for (int x = 0; x < rows.width; ++x) {
            float dx = first + step * float(x);
            float away = std::min(1.0f, dx * dx + dy * dy);
            float t = away * (2 - away);
            r[x] = ground_centre.r + t * (ground_edge.r - ground_centre.r);
            g[x] = ground_centre.g + t * (ground_edge.g - ground_centre.g);
            b[x] = ground_centre.b + t * (ground_edge.b - ground_centre.b);
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
}

void draw_near_edges(HdrRows& rows, const Layout& layout, const Camera& camera,
                     const AxesView& axes) {
    draw_segments(rows, camera, axes.near_edges, std::max(1.0, 1.3 * layout.unit), 0.045f);
}

}  // namespace spikelight
