// Depth of field: what a thin lens makes of things that are not in focus.
#pragma once

#include <array>

#include "render/light_image.h"

namespace spikelight {

/// How an evenly lit disc looks through a lens: the convolution of two discs, that of the thing and its circle of
/// confusion, both with sharp edges. Its integral is that of the sharp disc.
class BlurredDisc {
  public:
    /// Radii of the disc and of its circle of confusion, pixels.
    BlurredDisc(float radius, float blur);

    float reach() const { return reach_; }  ///< nothing beyond, pixels
    /// The share of the light at a distance from the middle, 0 to 1.
    float at(float distance) const {
        float place = distance * places_per_pixel_;
        int below = int(place);
        if (below >= places) return 0;
        auto i = std::size_t(below);
        return profile_[i] + (place - float(below)) * (profile_[i + 1] - profile_[i]);
    }

    static constexpr int places = 48;

  private:
    float reach_, places_per_pixel_;
    std::array<float, places + 1> profile_;
};

/// A source's image out of focus, within a picture of this size. Light and glass change little over a circle of
/// confusion but for their edges, so one circle, of this radius in pixels, serves the whole of a source; its blur is a
/// Gaussian of the same variance, radius / 2 on each axis.
LightImage blurred(const LightImage& image, float radius, int columns, int rows);

}  // namespace spikelight
