// The light of a source on the picture: line integrals of its field, ready to be scaled by a command.
#pragma once

#include <vector>

#include "kernels/cpu/isa.h"
#include "kernels/picture_device.h"
#include "render/camera.h"
#include "render/image.h"
#include "render/scene.h"

namespace spikelight {

/// What a source shows of itself at light_maximum, per pixel of a rectangle; zero outside.
struct LightImage {
    int left = 0, top = 0, width = 0, height = 0;
    std::vector<float> brightness;
};

/// A light as a camera sees it on rows [first_row, end_row) of a picture `columns` wide, but for its glass.
PictureSource picture_source(const Scene& scene, const ShownSource& source, const Camera& camera,
                             int columns, int first_row, int end_row);

struct MarchSettings {
    Isa isa = Isa::baseline;
    int samples = 48;
};

/// Marches rows [first_row, end_row) of a picture `columns` wide.
LightImage march_source(const Scene& scene, const ShownSource& source, const Camera& camera,
                        int columns, int first_row, int end_row, const MarchSettings& settings);

/// Adds `image`, scaled by `command` (relative to light_maximum) and coloured, to the rows it shares with `rows`.
void add_light(HdrRows& rows, const LightImage& image, const Rgb& color, float command);

}  // namespace spikelight
