// The soft halo around glowing somata: their light, blurred at a quarter of the resolution and added.
#pragma once

#include <vector>

#include "render/image.h"
#include "render/somata.h"

namespace spikelight {

/// How strong the halos of a view are, and the weights of their blur over cells of halo_reduction samples.
float halo_strength(const SomaView& view);
std::vector<float> halo_weights(const SomaView& view);

class Bloom {
  public:
    /// Collects the glow of all sprites and blurs it; the cost does not grow with the halo's size.
    Bloom(const SomaView& view, const std::vector<SomaLook>& looks, int columns, int rows);
    void add_to(HdrRows& rows) const;

  private:
    void splat(const SomaSprite& sprite, const Rgb& energy);
    void blur(const std::vector<float>& weights);

    int width_, height_;
    int first_lit_ = 0, end_lit_ = 0;  ///< rows that hold any light, blur included
    std::vector<float> planes_[3];
};

}  // namespace spikelight
