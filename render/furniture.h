// Words on the picture: title, time, legend, light scale, scale bar.
#pragma once

#include <string>
#include <vector>

#include "render/camera.h"
#include "render/canvas.h"
#include "render/layout.h"
#include "render/scene.h"

namespace spikelight {

/// "12.3 ms", with the digits that the frames' distance needs.
std::string time_text(const Scene& scene, double time);

/// "25,000": a number with its thousands set apart.
std::string count_text(std::size_t count);

/// "10x slower than life", "real time", "4x faster than life".
std::string pace_text(double slowdown);

/// What the words cover on the picture.
std::vector<Rectangle> furniture_areas(const Scene& scene, const Layout& layout);

void draw_furniture(Image& image, const Scene& scene, const Layout& layout, const Camera& camera,
                    double time);

}  // namespace spikelight
