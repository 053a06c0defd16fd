// A view of a scene as a device takes it.
#pragma once

#include <memory>
#include <mutex>

#include "kernels/picture_device.h"
#include "render/axes.h"
#include "render/layout.h"
#include "render/scene.h"
#include "render/somata.h"

namespace spikelight {

/// What one camera sees, and how finely it is sampled.
struct Sight {
    const Layout& layout;  ///< of the samples
    const Camera& camera;  ///< of the samples
    const AxesView& axes;
    const SomaView& somata;
    const std::vector<std::size_t>& sources;  ///< farthest first
    int width, height;                        ///< pixels
    int side;                                 ///< samples along a side of a pixel
    int march_samples;
};

PictureView make_picture_view(const Scene& scene, const Sight& sight);

/// Makes the scene's part of pictures on a device. Several threads may ask; they take turns.
class DevicePainter {
  public:
    /// Keeps references to all three.
    DevicePainter(PictureDevice& device, const Scene& scene,
                  const std::vector<std::vector<float>>& transmittance);

    /// Looks at the scene once for all pictures that come.
    void look(const Sight& sight);
    /// Paints rows from the top of `image` as they are at a time (s); with a sight, through that camera.
    void paint(Image& image, double time, const Sight* sight);

  private:
    PictureDevice& device_;
    const Scene& scene_;
    std::mutex turn_;
};

}  // namespace spikelight
