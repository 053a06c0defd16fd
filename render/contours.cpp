#include "render/contours.h"

#include <algorithm>
#include <cmath>
#include <glm/geometric.hpp>
#include <numbers>
#include <string>

#include "render/numbers.h"

namespace spikelight {
namespace {

constexpr int points_per_contour = 96;
constexpr double farthest = 0.1;  // m, where no light reaches
using std::numbers::pi;

/// Transmittance at a distance along the axis and from it.
double field_at(const ShownSource& shown, double z, double r) {
    LightSource upright = shown.source;
    upright.x = upright.y = upright.z = upright.dx = upright.dy = 0;
    upright.dz = 1;
    return transmittance(upright, r, 0, z);
}

/// The x at which a falling function of x >= 0 passes `limit`; 0 where it starts below.
template <class Function>
double crossing(Function value, double limit) {
    double low = 0, high = farthest;
    if (value(low) <= limit) return 0;
    for (int halving = 0; halving < 50; ++halving) {
        double middle = (low + high) / 2;
        (value(middle) > limit ? low : high) = middle;
    }
    return low;
}

/// One line through points, its pixels covered once each.
void draw_polyline(Image& image, const std::vector<glm::dvec2>& points, double width,
                   const Ink& ink) {
    double left = 1e9, right = -1e9, top = 1e9, bottom = -1e9;
    for (const glm::dvec2& p : points) {
        left = std::min(left, p.x), right = std::max(right, p.x);
        top = std::min(top, p.y), bottom = std::max(bottom, p.y);
    }
    int x0 = int(std::clamp(left - width - 1, 0.0, double(image.width)));
    int y0 = int(std::clamp(top - width - 1, 0.0, double(image.height)));
    int columns = int(std::clamp(right + width + 2, double(x0), double(image.width))) - x0;
    int rows = int(std::clamp(bottom + width + 2, double(y0), double(image.height))) - y0;
    // Where segments meet the stronger one counts.
    std::vector<float> coverage(std::size_t(columns) * std::size_t(rows), 0.0f);
    for (std::size_t i = 1; i < points.size(); ++i) {
        glm::dvec2 along = points[i] - points[i - 1];
        double length = glm::length(along);
        if (length < 1e-9) continue;
        glm::dvec2 cap = along * (0.5 / length), from = points[i - 1] - cap, to = points[i] + cap;
        for_line_pixels(from.x - x0, from.y - y0, to.x - x0, to.y - y0, width, columns, 0, rows,
                        [&](int x, int y, float c) {
                            float& here =
                                coverage[std::size_t(y) * std::size_t(columns) + std::size_t(x)];
                            here = std::max(here, c);
                        });
    }
    for (int y = 0; y < rows; ++y)
        for (int x = 0; x < columns; ++x)
            if (float c = coverage[std::size_t(y) * std::size_t(columns) + std::size_t(x)]; c > 0)
                blend_pixel(image, x0 + x, y0 + y, ink, c);
}

/// Both halves of a contour on the picture, from one side of the source around its far end to the other.
std::vector<glm::dvec2> project_contour(const std::vector<ContourPoint>& contour,
                                        const ShownSource& shown, const Camera& camera) {
    glm::dvec3 source{shown.source.x, shown.source.y, shown.source.z};
    glm::dvec3 axis{shown.source.dx, shown.source.dy, shown.source.dz};
    // The plane through the axis that faces the camera.
    glm::dvec3 side = glm::cross(axis, camera.eye() - source);
    side = glm::length(side) > 1e-12 ? glm::normalize(side) : camera.right();
    std::vector<glm::dvec2> points;
    auto add = [&](const ContourPoint& c, double sign) {
        ScreenPoint p = camera.project(source + c.z * axis + sign * c.r * side);
        if (p.depth > 0) points.push_back({p.x, p.y});
    };
    for (const ContourPoint& c : contour) add(c, 1);
    for (auto c = contour.rbegin(); c != contour.rend(); ++c) add(*c, -1);
    return points;
}

/// What a contour says, at its far end.
struct ContourLabel {
    Rectangle area;
    glm::dvec2 middle;  ///< of its baseline
    Color color;
    std::string text;
};

}  // namespace

std::vector<ContourPoint> contour_of(const ShownSource& source, double fraction) {
    // A beam has an edge, and a measured field need not be round.
    if (source.source.model == LightSource::Model::koehler ||
        source.source.model == LightSource::Model::field)
        return {};
    // How far the line reaches along the axis, each way.
    double ahead = crossing([&](double z) { return field_at(source, z, 0); }, fraction);
    double behind = crossing([&](double z) { return field_at(source, -z, 0); }, fraction);
    if (field_at(source, -1e-9, 0) <= fraction) behind = 0;
    if (ahead <= 0) return {};
    // Points crowd at both ends, where the line bends.
    std::vector<ContourPoint> points;
    for (int i = 0; i <= points_per_contour; ++i) {
        double share = 0.5 - 0.5 * std::cos(pi * i / points_per_contour);
        double z = -behind + share * (ahead + behind);
        points.push_back({z, crossing([&](double r) { return field_at(source, z, r); }, fraction)});
    }
    return points;
}

void draw_contours(Image& image, const Scene& scene, const Layout& layout, const Camera& camera,
                   double time) {
    double size = layout.text_size(14), width = std::max(1.0, 1.3 * layout.unit);
    std::vector<ContourLabel> labels;
    for (const ShownSource& source : scene.sources)
        for (double irradiance : scene.video.contours) {
            double command = scene.command(source, time);
            if (command <= irradiance) continue;
            std::vector<glm::dvec2> points =
                project_contour(contour_of(source, irradiance / command), source, camera);
            if (points.size() < 3) continue;
            Color color = srgb_from_linear(mix(source.color, {1, 1, 1}, 0.45f));
            draw_polyline(image, points, width, {color, 0.55f});
            // The label lies on the far end, unless another is there.
            glm::dvec2 end = points[points.size() / 2];
            std::string text = irradiance_text(irradiance);
            double half = text_width(FontFace::text, size, text) / 2 + 0.4 * size;
            double baseline = end.y + 1.35 * size;
            Rectangle area{end.x - half, baseline - size, end.x + half, baseline + 0.3 * size};
            bool free = std::none_of(labels.begin(), labels.end(), [&](const ContourLabel& other) {
                return other.area.overlaps(area);
            });
            if (!free || area.bottom > layout.picture.bottom) continue;
            Color pale = srgb_from_linear(mix(source.color, {1, 1, 1}, 0.7f));
            labels.push_back({area, {end.x, baseline}, pale, text});
        }
    // Over all lines, also those of other sources.
    for (const ContourLabel& label : labels)
        draw_text_on_halo(image, FontFace::text, size, label.middle.x, label.middle.y,
                          Align::centre, {label.color, 1}, label.text);
}

}  // namespace spikelight
