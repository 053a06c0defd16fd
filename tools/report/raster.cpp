#include "tools/report/raster.h"

#include <algorithm>
#include <cmath>

namespace spikelight {
namespace {

constexpr int image_width = 1600;
constexpr int least_height = 200, most_height = 240;
/// A tick is at most as wide as a step and at least as large as this, so that it stays visible when the page shrinks the
/// picture; it may overlap the next row.
constexpr int least_tick_width = 2, most_tick_width = 5, least_tick_height = 3;
/// Opacity of a single spike where others have many.
constexpr double least_opacity = 0.45;
/// As many as one sees; more would only make the file larger.
constexpr int shades = 32;

/// Which pixels stand for a neuron: rows are a whole number of pixels high, or shared.
struct Rows {
    std::int64_t neurons;
    int height, row_height;

    explicit Rows(std::int64_t count) : neurons(std::max<std::int64_t>(count, 1)) {
        row_height = int(std::max<std::int64_t>(1, least_height / neurons));
        height = int(std::min<std::int64_t>(neurons * row_height, most_height));
    }
    int top(std::int64_t neuron) const {
        if (neurons * row_height <= height) return height - int(neuron + 1) * row_height;
        return height - 1 - int(neuron * height / neurons);
    }
    /// A gap between rows that have the room.
    int tick_height() const { return std::max(least_tick_height, row_height - row_height / 5 - 1); }
};

/// The count that 99.5 % of the pixels with spikes do not exceed: what full opacity stands for.
std::uint32_t full_count(const std::vector<std::uint32_t>& counts) {
    std::vector<std::uint32_t> present;
    for (std::uint32_t count : counts)
        if (count > 0) present.push_back(count);
    if (present.empty()) return 1;
    auto place = present.begin() + std::ptrdiff_t(double(present.size() - 1) * 0.995);
    std::nth_element(present.begin(), place, present.end());
    return *place;
}

}  // namespace

Raster::Raster(std::int64_t neurons, double duration_ms, double dt_ms)
    : neurons_(neurons), pixels_per_ms_(image_width / duration_ms) {
    tick_width_ = std::clamp(int(pixels_per_ms_ * dt_ms), least_tick_width, most_tick_width);
    counts_.resize(std::size_t(image_width) * std::size_t(Rows(neurons).height));
}

void Raster::add(const SpikeSpan& spikes) {
    Rows rows(neurons_);
    for (std::size_t s = 0; s < spikes.times_ms.size(); ++s) {
        int left =
            std::clamp(int(spikes.times_ms[s] * pixels_per_ms_), 0, image_width - tick_width_);
        int top = std::clamp(rows.top(spikes.neurons[s]), 0, rows.height - 1);
        for (int y = top; y < std::min(top + rows.tick_height(), rows.height); ++y)
            for (int x = left; x < left + tick_width_; ++x)
                ++counts_[std::size_t(y) * image_width + std::size_t(x)];
    }
}

RasterImage Raster::image() const {
    // Make counts opacities.
    RasterImage image{image_width, Rows(neurons_).height, {}};
    double full = full_count(counts_);
    for (std::uint32_t count : counts_) {
        double opacity =
            count == 0 ? 0 : least_opacity + (1 - least_opacity) * std::min(1.0, count / full);
        image.coverage.push_back(
            std::uint8_t(255 * std::lround((shades - 1) * opacity) / (shades - 1)));
    }
    return image;
}

}  // namespace spikelight
