#include "render/backdrop.h"

#include <algorithm>
#include <cmath>
#include <glm/geometric.hpp>

namespace spikelight {
namespace {

constexpr Rgb ground_centre{0.0052f, 0.0062f, 0.0092f}, ground_edge{0.0011f, 0.0013f, 0.0020f};
constexpr Rgb line_color{0.42f, 0.50f, 0.62f};

void add_lines(std::vector<DrawnLine>& lines, const Camera& camera,
               const std::vector<AxisSegment>& segments, double width, float strength) {
    for (const AxisSegment& segment : segments) {
        ScreenPoint a = camera.project(segment.from), b = camera.project(segment.to);
        if (a.depth > 0 && b.depth > 0)
            lines.push_back({line_between(a.x, a.y, b.x, b.y, width),
                             strength * segment.strength * line_color});
    }
}

void draw_lines(HdrRows& rows, const std::vector<DrawnLine>& lines) {
    for (const DrawnLine& line : lines)
        for_line_pixels(
            line.shape, rows.width, rows.first_row, rows.end_row(),
            [&](int x, int y, float coverage) { rows.add(x, y, coverage * line.light); });
}

double line_width(const Layout& layout) {
    return std::max(1.0, 1.3 * layout.unit);
}

}  // namespace

PictureGround ground_of(const Layout& layout) {
    double width = layout.picture.width(), height = layout.picture.height();
    return {float(width / 2),           float(0.46 * height), float(1 / (0.62 * width)),
            float(1 / (0.80 * height)), ground_centre,        ground_edge};
}

std::vector<DrawnLine> lines_behind(const Scene& scene, const Layout& layout, const Camera& camera,
                                    const AxesView& axes) {
    std::vector<DrawnLine> lines;
    if (!scene.video.axes) return lines;
    add_lines(lines, camera, axes.grid, line_width(layout), 0.020f);
    add_lines(lines, camera, axes.far_edges, line_width(layout), 0.085f);
    add_lines(lines, camera, axes.tick_marks, line_width(layout), 0.20f);
    return lines;
}

std::vector<DrawnLine> lines_before(const Scene& scene, const Layout& layout, const Camera& camera,
                                    const AxesView& axes) {
    std::vector<DrawnLine> lines;
    if (scene.video.axes) add_lines(lines, camera, axes.near_edges, line_width(layout), 0.045f);
    return lines;
}

void draw_backdrop(HdrRows& rows, const Scene& scene, const Layout& layout, const Camera& camera,
                   const AxesView& axes) {
    PictureGround ground = ground_of(layout);
    for (int y = rows.first_row; y < rows.end_row(); ++y) {
        std::size_t at = rows.at(0, y);
        float *r = rows.r.data() + at, *g = rows.g.data() + at, *b = rows.b.data() + at;
#pragma omp simd
        for (int x = 0; x < rows.width; ++x) {
            Rgb light = ground.at(x, y);
            r[x] = light.r;
            g[x] = light.g;
            b[x] = light.b;
        }
    }
    draw_lines(rows, lines_behind(scene, layout, camera, axes));
}

void draw_near_edges(HdrRows& rows, const Scene& scene, const Layout& layout, const Camera& camera,
                     const AxesView& axes) {
    draw_lines(rows, lines_before(scene, layout, camera, axes));
}

}  // namespace spikelight
