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

/// "2 × Ø 200 µm, up to 30 mW/mm²": how many sources a light has, their size and power.
std::string light_facts(const Light& light);

/// What the legend covers in the top right corner; empty where there is none.
Rectangle legend_area(const Scene& scene, const Layout& layout);

/// Keeps the scene out of the corner of its viewport that the legend covers.
void keep_off_legend(const Scene& scene, Layout& layout);

/// What the words cover on the picture.
std::vector<Rectangle> furniture_areas(const Scene& scene, const Layout& layout);

void draw_furniture(Image& image, const Scene& scene, const Layout& layout, const Camera& camera,
                    double time);

}  // namespace spikelight
