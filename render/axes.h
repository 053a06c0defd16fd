// The box around the tissue: edges, a faint grid on the far walls, ticks in um.
#pragma once

#include <string>
#include <vector>

#include "render/camera.h"
#include "render/canvas.h"
#include "render/layout.h"
#include "render/scene.h"

namespace spikelight {

struct AxisSegment {
    glm::dvec3 from, to;  ///< m
};

struct AxisLabel {
    std::string text;
    double x = 0, y = 0;  ///< of the baseline's middle, pixels
    double size = 0;
    Rectangle area;  ///< what the text covers
    bool title = false;
};

/// An axis box as one camera sees it.
struct AxesView {
    std::vector<AxisSegment> far_edges, near_edges, grid;
    std::vector<AxisSegment> tick_marks;
    std::vector<AxisLabel> labels;  ///< none overlaps another, none leaves the picture
};

/// `reserved` areas hold other things: no label goes there.
AxesView view_axes(const Scene& scene, const Layout& layout, const Camera& camera,
                   const std::vector<Rectangle>& reserved);

void draw_labels(Image& image, const AxesView& axes);

}  // namespace spikelight
