// Lines of equal irradiance, in the plane through each source's axis that faces the camera.
#pragma once

#include <vector>

#include "render/camera.h"
#include "render/canvas.h"
#include "render/layout.h"
#include "render/scene.h"

namespace spikelight {

/// A point of a line of equal light around a source's axis, m.
struct ContourPoint {
    double z = 0;  ///< along the axis
    double r = 0;  ///< from it
};

/// Where the source's transmittance is `fraction`, from its near end to its far end on the axis. Empty where the light
/// is nowhere that strong, and for a Koehler beam, which is equally strong everywhere.
std::vector<ContourPoint> contour_of(const ShownSource& source, double fraction);

/// Draws and labels the scenario's contours of every source that shines at `time` (s).
void draw_contours(Image& image, const Scene& scene, const Layout& layout, const Camera& camera,
                   double time);

}  // namespace spikelight
