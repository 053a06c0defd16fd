// A raster of spikes as a picture: ticks where neurons are few, densities where they are many.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/recording/recording.h"
#include "engine/scenario/scenario.h"

namespace spikelight {

/// Coverage 0 ... 255 of each pixel, rows from the top (the last neuron) to the bottom (neuron 0).
struct RasterImage {
    int width = 0, height = 0;
    std::vector<std::uint8_t> coverage;
};

/// Time goes from 0 to `duration_ms` over the width. Up to 240 neurons have rows of their own, more share rows; a
/// pixel's coverage grows with its number of spikes, and no spike is invisible.
class Raster {
  public:
    Raster(std::int64_t neurons, double duration_ms, double dt_ms);
    /// Spikes may be given in any portions.
    void add(const SpikeSpan& spikes);
    RasterImage image() const;

  private:
    std::int64_t neurons_;
    double pixels_per_ms_;
    int tick_width_;
    std::vector<std::uint32_t> counts_;  ///< spikes of each pixel
};

/// A PNG of one colour and the raster's coverage as opacity, so that it fits a light and a dark page.
std::vector<unsigned char> raster_png(const RasterImage& image, Color color);

}  // namespace spikelight
