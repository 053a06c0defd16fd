// Where things go on a picture of any size. Designed at a height of 1080; text never becomes too small to read, and goes
// where a picture is too small for it.
#pragma once

#include <algorithm>

#include "render/camera.h"
#include "render/canvas.h"
#include "render/scene.h"

namespace spikelight {

struct Layout {
    int width = 0, height = 0;
    double unit = 1;     ///< pixels per pixel of the 1080-row design
    Rectangle picture;   ///< the scene
    Rectangle raster;    ///< empty where switched off
    Rectangle stimulus;  ///< empty where switched off
    Viewport viewport;   ///< within `picture`, free of text
    bool words = true;   ///< there is room for text, and for the strip below the scene

    double text_size(double at_1080) const {
        return std::max(at_1080 * unit, at_1080 >= 24 ? 11.5 : 10.0);
    }
    bool has_strip() const { return raster.height() > 0 || stimulus.height() > 0; }
};

/// Between the strip's names and its left end, and between them and the picture's, pixels of the 1080-row design.
inline constexpr double name_gap = 14, name_margin = 6;
/// Size of the names of populations beside their rows.
inline constexpr double name_size = 16;

/// The same layout on a picture `factor` times as large.
Layout magnified(const Layout& layout, int factor);

Layout make_layout(const Scene& scene, int width, int height);

}  // namespace spikelight
