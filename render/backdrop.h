// What lies behind neurons and light: the dark ground and the far walls of the axes box.
#pragma once

#include "kernels/picture_device.h"
#include "render/axes.h"
#include "render/camera.h"
#include "render/image.h"
#include "render/layout.h"
#include "render/scene.h"

namespace spikelight {

/// Fills `rows`; nothing of it changes with time while the camera stands still.
void draw_backdrop(HdrRows& rows, const Scene& scene, const Layout& layout, const Camera& camera,
                   const AxesView& axes);

/// Edges of the box that lie before neurons and light, very faint.
void draw_near_edges(HdrRows& rows, const Scene& scene, const Layout& layout, const Camera& camera,
                     const AxesView& axes);

/// A straight line that adds light to a picture.
struct DrawnLine {
    LineShape<double> shape;
    Rgb light;
};

/// What the two functions above draw.
PictureGround ground_of(const Layout& layout);
std::vector<DrawnLine> lines_behind(const Scene& scene, const Layout& layout, const Camera& camera,
                                    const AxesView& axes);
std::vector<DrawnLine> lines_before(const Scene& scene, const Layout& layout, const Camera& camera,
                                    const AxesView& axes);

}  // namespace spikelight
