#include "render/raster_rows.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace spikelight {
namespace {

/// Neurons that may spike: also those of a population that has no places.
std::vector<double> neuron_counts(const Scene& scene) {
    std::vector<double> counts;
    for (const ShownPopulation& p : scene.populations)
        counts.push_back(double(scene.recording->scenario.populations.at(p.index).size));
    return counts;
}

/// Heights that add up to `total`, in proportion to `counts`, but none below `least`.
std::vector<double> share_height(const std::vector<double>& counts, double total, double least) {
    std::vector<double> heights(counts.size(), 0);
    // Whoever would get too little gets the least; the others share what is left, until nobody new falls short.
    std::vector<bool> small(counts.size(), false);
    for (bool changed = true; changed;) {
        double rest = total, neurons = 0;
        for (std::size_t i = 0; i < counts.size(); ++i)
            small[i] ? rest -= least : neurons += counts[i];
        changed = false;
        for (std::size_t i = 0; i < counts.size(); ++i) {
            heights[i] = small[i] ? least : rest * counts[i] / std::max(neurons, 1.0);
            if (small[i] || heights[i] >= least * (1 - 1e-9)) continue;
            small[i] = changed = true;
        }
    }
    return heights;
}

/// Names the bands that have room for it, the highest first.
void choose_names(std::vector<RasterBand>& bands, const Rectangle& area, double height) {
    std::vector<std::size_t> order(bands.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return bands[a].bottom - bands[a].top > bands[b].bottom - bands[b].top + 1e-6;
    });
    std::vector<double> taken;
    for (std::size_t i : order) {
        const double middle = (bands[i].top + bands[i].bottom) / 2;
        // Half a height beyond the raster would be beside the light.
        if (middle - height / 2 < area.top - height / 4 ||
            middle + height / 2 > area.bottom + height / 4)
            continue;
        bands[i].named = std::none_of(taken.begin(), taken.end(), [&](double other) {
            return std::abs(other - middle) < height * (1 - 1e-6);
        });
        if (bands[i].named) taken.push_back(middle);
    }
}

}  // namespace

double name_height(double text_size) {
    return 1.15 * text_size;
}

std::vector<RasterBand> share_raster(const Scene& scene, const Rectangle& area, double text_size) {
    const std::vector<double> counts = neuron_counts(scene);
    if (counts.empty()) return {};
    const double even = area.height() / double(counts.size()), height = name_height(text_size);
    // Where names do not all fit even the smallest population stays to be seen.
    const double least = height <= even * (1 + 1e-9) ? std::min(height, even) : even / 2;
    std::vector<RasterBand> bands;
    double y = area.top;
    for (double share : share_height(counts, area.height(), least)) {
        const double neurons = std::max(counts[bands.size()], 1.0);
        bands.push_back({y, y + share, share / neurons, false});
        y += share;
    }
    choose_names(bands, area, height);
    return bands;
}

}  // namespace spikelight
