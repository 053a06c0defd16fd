#include "render/axes.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <glm/geometric.hpp>

#include "render/box_edges.h"
#include "render/ticks.h"

namespace spikelight {
namespace {

constexpr double per_micrometre = 1e6;

struct Projected {
    ScreenPoint from, to;
    double length() const { return std::hypot(to.x - from.x, to.y - from.y); }
    double middle_x() const { return (from.x + to.x) / 2; }
    double middle_y() const { return (from.y + to.y) / 2; }
};

Projected project(const Camera& camera, const AxisSegment& segment) {
    return {camera.project(segment.from), camera.project(segment.to)};
}

Rectangle text_area(const std::string& text, double size, double x, double y, double margin) {
    double half = text_width(FontFace::text, size, text) / 2 + margin;
    return {x - half, y - capital_height(size) - margin, x + half, y + margin};
}

/// Whether a label may go there: within the picture, on nothing reserved, on no other label.
bool is_free(const Rectangle& area, const std::vector<AxisLabel>& labels, const Rectangle& picture,
             const std::vector<Rectangle>& reserved) {
    if (std::any_of(reserved.begin(), reserved.end(),
                    [&](const Rectangle& r) { return r.overlaps(area); }))
        return false;
    if (area.left < picture.left || area.right > picture.right || area.top < picture.top ||
        area.bottom > picture.bottom)
        return false;
    return std::none_of(labels.begin(), labels.end(),
                        [&](const AxisLabel& l) { return l.area.overlaps(area); });
}

/// Lays out one axis's ticks and name.
class AxisLabeller {
  public:
    AxisLabeller(const Scene& scene, const Layout& layout, const Camera& camera,
                 const AxisSegment& line, const std::vector<Rectangle>& reserved, int axis,
                 AxesView& view)
        : box_(scene.box),
          layout_(layout),
          camera_(camera),
          reserved_(reserved),
          axis_(axis),
          view_(view),
          line_(line) {
        projected_ = project(camera, line_);
        // Outwards is across the edge, away from the box's middle.
        ScreenPoint middle = camera.project((box_.low + box_.high) / 2.0);
        double length = std::max(projected_.length(), 1e-9);
        out_ = {-(projected_.to.y - projected_.from.y) / length,
                (projected_.to.x - projected_.from.x) / length};
        if (out_.x * (projected_.middle_x() - middle.x) +
                out_.y * (projected_.middle_y() - middle.y) <
            0)
            out_ = -out_;
        size_ = layout.text_size(17);
        // An axis seen along itself fades away before its ticks crowd.
        line_.strength *= float(std::clamp(projected_.length() / size_ / 2 - 1.5, 0.0, 1.0));
    }

    void add(const char* name) {
        double extent = (box_.high[axis_] - box_.low[axis_]) * per_micrometre;
        if (line_.strength <= 0) return;
        // Take the finest round step at which no label touches another.
        std::vector<AxisLabel> ticks;
        double step = nice_step(extent / 6);
        while (!fit_ticks(step, ticks) && step < 2 * extent) step = nice_step(step * 1.5);
        // One tick alone says nothing.
        if (ticks.size() > 1) {
            for (const AxisLabel& tick : ticks) view_.labels.push_back(tick);
            add_marks(step);
        }
        add_name(name);
    }

  private:
    glm::dvec3 point_at(double micrometres) const {
        glm::dvec3 point = line_.from;
        point[axis_] = micrometres / per_micrometre;
        return point;
    }
    /// The baseline's middle of a text of this width, `gap` outside the edge.
    glm::dvec2 anchor(const ScreenPoint& p, double half_width, double gap) const {
        double half_height = capital_height(size_) / 2;
        double away = gap + std::abs(out_.x) * half_width + std::abs(out_.y) * half_height;
        return {p.x + out_.x * away, p.y + out_.y * away + half_height};
    }
    bool fit_ticks(double step, std::vector<AxisLabel>& ticks) const {
        ticks.clear();
        std::vector<AxisLabel> taken = view_.labels;
        double low = box_.low[axis_] * per_micrometre, high = box_.high[axis_] * per_micrometre;
        bool fits = true;
        for (double value : tick_values(low, high, step)) {
            AxisLabel label{tick_label(value, step), 0, 0, size_, {}, false, line_.strength};
            double half_width = text_width(FontFace::text, size_, label.text) / 2;
            glm::dvec2 place =
                anchor(camera_.project(point_at(value)), half_width, 14 * layout_.unit);
            label.x = place.x, label.y = place.y;
            label.area = text_area(label.text, size_, label.x, label.y, 0.35 * size_);
            // A clash with this axis's own labels asks for a coarser step; one with another axis's is left out.
            bool own = std::none_of(ticks.begin(), ticks.end(), [&](const AxisLabel& tick) {
                return tick.area.overlaps(label.area);
            });
            bool all = is_free(label.area, taken, layout_.picture, reserved_);
            fits = fits && own;
            if (!all) continue;
            ticks.push_back(label);
            taken.push_back(label);
        }
        return fits;
    }
    void add_marks(double step) {
        double low = box_.low[axis_] * per_micrometre, high = box_.high[axis_] * per_micrometre;
        for (double value : tick_values(low, high, step)) {
            glm::dvec3 point = point_at(value);
            ScreenPoint p = camera_.project(point);
            // Marks are drawn on the picture's plane through the tick.
            double metres = 7 * layout_.unit / camera_.scale_at(p.depth);
            view_.tick_marks.push_back(
                {point, point + metres * (out_.x * camera_.right() - out_.y * camera_.up()),
                 line_.strength});
            add_grid_line(value);
        }
    }
    /// Continues a tick across the two far walls that its axis runs along.
    void add_grid_line(double micrometres) {
        double value = micrometres / per_micrometre;
        if (value <= box_.low[axis_] * (1 + 1e-9) || value >= box_.high[axis_] * (1 - 1e-9)) {
            double margin = 1e-6 * (box_.high[axis_] - box_.low[axis_]);
            if (value < box_.low[axis_] + margin || value > box_.high[axis_] - margin) return;
        }
        for (int other = 0; other < 3; ++other) {
            if (other == axis_) continue;
            int across = 3 - axis_ - other;
            bool high = is_far(box_, camera_, other, true);
            if (!high && !is_far(box_, camera_, other, false)) continue;
            AxisSegment segment{box_.low, box_.high, 1};
            segment.from[axis_] = segment.to[axis_] = value;
            segment.from[other] = segment.to[other] = high ? box_.high[other] : box_.low[other];
            segment.from[across] = box_.low[across];
            segment.to[across] = box_.high[across];
            view_.grid.push_back(segment);
        }
    }
    void add_name(const char* name) {
        ScreenPoint middle = camera_.project((line_.from + line_.to) / 2.0);
        double half_width = text_width(FontFace::text, size_, name) / 2;
        // Move out until the name is clear of the ticks.
        for (double gap = 30 * layout_.unit; gap < 260 * layout_.unit; gap += 4 * layout_.unit) {
            glm::dvec2 place = anchor(middle, half_width, gap);
            Rectangle area = text_area(name, size_, place.x, place.y, 0.35 * size_);
            if (!is_free(area, view_.labels, layout_.picture, reserved_)) continue;
            view_.labels.push_back({name, place.x, place.y, size_, area, true, line_.strength});
            return;
        }
    }

    const Box& box_;
    const Layout& layout_;
    const Camera& camera_;
    const std::vector<Rectangle>& reserved_;
    int axis_;
    AxesView& view_;
    AxisSegment line_;
    Projected projected_;
    glm::dvec2 out_{0};
    double size_ = 0;
};

}  // namespace

AxesView view_axes(const Scene& scene, const Layout& layout, const Camera& camera,
                   const LabelledEdges& labelled, const std::vector<Rectangle>& reserved) {
    AxesView view;
    for (int axis = 0; axis < 3; ++axis)
        for (int ends = 0; ends < 4; ++ends) {
            bool high1 = ends & 1, high2 = ends & 2;
            bool behind = is_far(scene.box, camera, (axis + 1) % 3, high1) ||
                          is_far(scene.box, camera, (axis + 2) % 3, high2);
            (behind ? view.far_edges : view.near_edges)
                .push_back(edge(scene.box, axis, high1, high2));
        }
    auto add = [&](int axis, const char* name) {
        const AxisSegment& line = labelled.edges[std::size_t(axis)];
        AxisLabeller(scene, layout, camera, line, reserved, axis, view).add(name);
    };
    add(2, scene.video.z_down ? "depth (µm)" : "z (µm)");
    add(0, "x (µm)");
    add(1, "y (µm)");
    return view;
}

void draw_labels(Image& image, const AxesView& axes) {
    for (const AxisLabel& label : axes.labels) {
        Ink ink{label.title ? Color{0.66f, 0.70f, 0.76f} : Color{0.55f, 0.59f, 0.65f},
                label.strength};
        // Somata at the grid's edge may lie behind a label.
        draw_text_on_halo(image, FontFace::text, label.size, label.x, label.y, Align::centre, ink,
                          label.text);
    }
}

}  // namespace spikelight
