// The glass of a fiber: a clear cylinder that ends at the tip.
#pragma once

#include "kernels/glass_shape.h"
#include "render/camera.h"
#include "render/light_image.h"
#include "render/scene.h"

namespace spikelight {

inline constexpr Rgb glass_color{0.50f, 0.60f, 0.72f};

/// A fiber's glass from the eye.
GlassView glass_view(const ShownSource& source, const Camera& camera);
/// The pixels that the glass can touch, without an image; empty for a light without a fiber.
LightImage glass_rectangle(const ShownSource& source, const Camera& camera, int columns,
                           int first_row, int end_row);

/// How brightly the glass reflects in rows [first_row, end_row) of a picture `columns` wide; empty for a light without a
/// fiber.
LightImage glass_image(const ShownSource& source, const Camera& camera, int columns, int first_row,
                       int end_row);

/// How far along the view a source lies, m: it hides nothing before it, and nothing behind hides it.
double depth_of(const ShownSource& source, const Camera& camera);

}  // namespace spikelight
