// What lies behind neurons and light: the dark ground and the far walls of the axes box.
#pragma once

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
void draw_near_edges(HdrRows& rows, const Layout& layout, const Camera& camera,
                     const AxesView& axes);

}  // namespace spikelight
