// The box around the tissue: edges, a faint grid on the far walls, ticks in um.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "render/camera.h"
#include "render/canvas.h"
#include "render/layout.h"
#include "render/scene.h"

namespace spikelight {

struct AxisSegment {
    glm::dvec3 from, to;  ///< m
    float strength = 1;   ///< less where it fades
};

struct AxisLabel {
    std::string text;
    double x = 0, y = 0;  ///< of the baseline's middle, pixels
    double size = 0;
    Rectangle area;  ///< what the text covers
    bool title = false;
    float strength = 1;
};

/// The edge of the box that carries each axis's ticks, and how strongly they are drawn.
struct LabelledEdges {
    std::array<AxisSegment, 3> edges;
};

/// An axis box as one camera sees it.
struct AxesView {
    std::vector<AxisSegment> far_edges, near_edges, grid;
    std::vector<AxisSegment> tick_marks;
    std::vector<AxisLabel> labels;  ///< none overlaps another, none leaves the picture
};

/// `reserved` areas hold other things: no label goes there. An axis that has room for fewer than two ticks has none.
AxesView view_axes(const Scene& scene, const Layout& layout, const Camera& camera,
                   const LabelledEdges& labelled, const std::vector<Rectangle>& reserved);

/// Which edges carry ticks over a whole movie: on the outline of the box, the lowest ones, for the vertical axis the
/// leftmost. An edge is kept until another one is clearly better, and fades out before its ticks move there.
class EdgePlan {
  public:
    EdgePlan() = default;
    /// `fade` is how long ticks take to come or go, relative to the movie.
    EdgePlan(const Box& box, const CameraPath& path, double fade);
    LabelledEdges at(double progress) const;

  private:
    struct Stretch {
        double from, to;  ///< of the movie
        int edge;         ///< which of the axis's four
    };
    Box box_;
    double fade_ = 0;
    std::array<std::vector<Stretch>, 3> stretches_;
};

void draw_labels(Image& image, const AxesView& axes);

}  // namespace spikelight
