// What the renderer asks of a device: pictures of one scene, from any view, at any moment. A device knows no files, no
// words, no recording.
//
// A picture is made of ground, lines behind, somata from far to near with the glass of fibers among them, light, halos,
// lines before, tone: each layer over or added to those before, as on the CPU.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "kernels/field_march.h"
#include "kernels/glass_shape.h"
#include "kernels/light_source.h"
#include "kernels/line_shape.h"
#include "kernels/picture_ray.h"
#include "kernels/picture_tone.h"
#include "kernels/soma_shape.h"

namespace spikelight {

/// Pixels of a side of the squares that a picture is divided into; each is one block's work.
inline constexpr int picture_tile = 16;

/// What does not change from view to view.
struct PictureScene {
    std::vector<Light3> neuron_colors;
    std::vector<float> transmittance;  ///< [source][neuron]
    std::vector<std::uint16_t> tone_table;
};

/// Pixels of a picture's samples; nothing of a thing lies outside.
struct PictureArea {
    int left = 0, top = 0, right = 0, bottom = 0;
    SPIKELIGHT_HD bool contains(int x, int y) const {
        return x >= left && x < right && y >= top && y < bottom;
    }
};

/// A light as a camera sees it.
struct PictureSource {
    LightSource::Model model;
    SourceRays rays;
    FiberGlow fiber;  ///< of these four, the model's own
    KoehlerGlow koehler;
    EllipsoidGlow ellipsoid;
    FieldGlow field;          ///< its values are the host's until the device has its own
    float back, reach, side;  ///< m: the capped cylinder that holds its light
    float brightness;         ///< 1/m, of a line integral
    float extinction;         ///< 1/m
    Light3 color;
    PictureArea area;
    float core_length, core_radius, core_glow;  ///< of the light inside the glass
    PictureArea core_area;                      ///< empty for a light without a fiber
    GlassView glass;
    PictureArea glass_area;
};

/// Samples along a ray through a light: the edge of a beam is steeper than any other's, and cheap; a measured field may
/// change from one value to the next.
SPIKELIGHT_HD int samples_through(LightSource::Model model, int samples) {
    bool steep = model == LightSource::Model::koehler || model == LightSource::Model::field;
    return steep ? 2 * samples : samples;
}

/// A soma on the picture, in samples.
struct PictureSprite {
    float x, y, radius;
    float nearness;
    std::uint32_t neuron;
    std::uint32_t glasses;  ///< how many of PictureView::glasses lie behind it
};

/// A straight line that adds light.
struct PictureLine {
    LineShape<float> shape;
    Light3 light;
};

/// For each tile, in rows, which of a list touch it: tile t's are items[begins[t]] ... items[begins[t + 1] - 1].
struct TileLists {
    std::vector<std::uint32_t> begins, items;
};

/// A dark ground, lighter in the middle of an ellipse; samples.
struct PictureGround {
    float middle_x, middle_y, per_radius_x, per_radius_y;
    Light3 centre, edge;

    SPIKELIGHT_HD Light3 at(int x, int y) const {
        float dx = (float(x) + 0.5f - middle_x) * per_radius_x,
              dy = (float(y) + 0.5f - middle_y) * per_radius_y;
        float away = math::min(1.0f, dx * dx + dy * dy);
        float t = away * (2.0f - away);
        return {centre.r + t * (edge.r - centre.r), centre.g + t * (edge.g - centre.g),
                centre.b + t * (edge.b - centre.b)};
    }
};

/// What one camera sees of the scene, before the moment is known.
struct PictureView {
    int width = 0, height = 0;  ///< pixels
    int side = 1;               ///< samples along a side of a pixel
    int march_samples = 48;     ///< per ray and source
    PictureGround ground{};
    std::vector<PictureLine> lines;
    TileLists lines_behind, lines_before;  ///< items number `lines`
    std::vector<PictureSprite> sprites;    ///< farthest first
    TileLists sprite_tiles;
    std::vector<PictureSource> sources;
    std::vector<std::uint32_t> glasses;  ///< sources with glass, farthest first
    Light3 glass_color{};
    double ray_base[3]{}, ray_per_column[3]{},
        ray_per_row[3]{};                                  ///< through the corner of sample (x, y)
    float resting = 0, contrast = 1, resting_opacity = 1;  ///< of somata
    float halo_strength = 0;
    std::vector<float> halo_weights;  ///< of its blur, over halo_reduction samples each
};

/// What changes with time.
struct PictureMoment {
    std::span<const float> glow;      ///< of each neuron, 0 to 1
    std::span<const float> commands;  ///< of each source, relative to light_maximum
    float light_gain = 1;             ///< brightness of a command of 1
};

/// A picture: three bytes per pixel, rows from the top.
struct Shot {
    std::span<const std::uint8_t> rgb;
    std::size_t room;  ///< the device's number of the memory that it is in
};

class PictureDevice {
  public:
    virtual ~PictureDevice() = default;

    /// Before anything else, and for another scene.
    virtual void take(const PictureScene& scene) = 0;
    /// From here on pictures are of this view.
    virtual void look(const PictureView& view) = 0;
    /// A picture of the view, in memory to which the device copies fast; it is the caller's until it is given back.
    virtual Shot shoot(const PictureMoment& moment) = 0;
    virtual void give_back(const Shot& shot) = 0;

    virtual std::string device() const = 0;
    /// How long the device itself took for the last picture, copies not counted, s.
    virtual double seconds() const = 0;
};

}  // namespace spikelight
