// Neurons on the picture: shaded spheres of true size that glow after a spike.
#pragma once

#include <cstdint>
#include <vector>

#include "kernels/soma_shape.h"
#include "render/camera.h"
#include "render/image.h"
#include "render/scene.h"

namespace spikelight {

struct SomaSprite {
    float x, y, radius;    ///< pixels
    float blur;            ///< radius of its circle of confusion, pixels
    float depth;           ///< along the view, m
    float nearness;        ///< 1 for the nearest, less for those behind
    std::uint32_t neuron;  ///< index in Scene::neurons
};

/// Where a camera sees the somata.
struct SomaView {
    std::vector<SomaSprite> sprites;  ///< farthest first
    std::vector<std::vector<std::uint32_t>>
        bands;  ///< sprites that touch rows [b band_rows, (b + 1) band_rows)
    int band_rows = 16;
    float mean_radius = 0;      ///< pixels
    float resting_opacity = 1;  ///< less where somata would hide each other
    float crowding = 0;         ///< area of all somata relative to the area they lie in
};

/// No soma is drawn with a radius below `smallest_radius`, in pixels.
SomaView view_somata(const Scene& scene, const Camera& camera, int columns, int rows, int band_rows,
                     float smallest_radius = 0.75f);

/// Transmittance of every source at every shown neuron, [source][neuron].
std::vector<std::vector<float>> light_on_somata(const Scene& scene);

/// How somata of a view look whatever the moment.
struct SomaStyle {
    float resting;   ///< brightness at rest, of a soma's own colour
    float contrast;  ///< in a crowd only the freshest spikes stand out
};
SomaStyle soma_style(const Scene& scene, const SomaView& view);

/// Colours of all somata from their glow and the light on them at a time (s).
std::vector<SomaLook> somata_looks(const Scene& scene, const SomaView& view,
                                   const std::vector<float>& glow,
                                   const std::vector<std::vector<float>>& transmittance,
                                   double time);

/// Draws the sprites of a band that lie at nearest <= depth < farthest (m), far to near.
void draw_somata(HdrRows& rows, const SomaView& view, const std::vector<SomaLook>& looks,
                 double farthest, double nearest);

}  // namespace spikelight
