// What is what: the shown populations and lights, in the top right corner.
#pragma once

#include <string>

#include "render/canvas.h"
#include "render/layout.h"
#include "render/scene.h"

namespace spikelight {

/// "2 × Ø 200 µm, up to 30 mW/mm²": how many sources a light has, their size and power.
std::string light_facts(const Light& light);

/// How many neurons of a shown population the legend tells: those in the picture; all of one that has no places.
std::size_t counted_neurons(const Scene& scene, const ShownPopulation& population);

/// What the legend names; it tells how many it leaves out.
struct LegendPlan {
    std::size_t populations = 0, more_populations = 0;  ///< named and not
    std::size_t lights = 0, more_lights = 0;
    bool scales = false;  ///< lights are few enough for each to have its scale or facts
};
LegendPlan plan_legend(const Scene& scene);

/// What the legend covers in the top right corner; empty where there is none.
Rectangle legend_area(const Scene& scene, const Layout& layout);

/// Keeps the scene out of the corner of its viewport that the legend covers.
void keep_off_legend(const Scene& scene, Layout& layout);

void draw_legend(Image& image, const Scene& scene, const Layout& layout);

}  // namespace spikelight
