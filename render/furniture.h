// Words on the picture: title, time, scale bar, and with them the legend.
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

/// "10x slower than life", "real time", "4x faster than life".
std::string pace_text(double slowdown);

/// "Set-up: 1,100 neurons (1,000 shown), 2 light sources".
std::string setup_text(const Scene& scene);

/// What the words cover on the picture.
std::vector<Rectangle> furniture_areas(const Scene& scene, const Layout& layout);

void draw_furniture(Image& image, const Scene& scene, const Layout& layout, const Camera& camera,
                    double time);

}  // namespace spikelight
