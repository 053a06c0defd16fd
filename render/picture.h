// One picture of a scene at a time, layer by layer: ground and axes, somata, light, halos, words, strip.
#pragma once

#include <memory>
#include <vector>

#include "render/axes.h"
#include "render/bloom.h"
#include "render/device_view.h"
#include "render/layout.h"
#include "render/light_image.h"
#include "render/options.h"
#include "render/scene.h"
#include "render/somata.h"
#include "render/strip.h"

namespace spikelight {

/// Makes pictures of a scene. What does not change while the camera stands still is made once.
class PictureMaker {
  public:
    /// `strip`: another maker's of the same recording and size, which may be shared; none: it draws its own.
    PictureMaker(Scene scene, const RenderOptions& options,
                 std::shared_ptr<const Strip> strip = nullptr);
    PictureMaker(const PictureMaker&) = delete;  // its strip points at its scene
    PictureMaker& operator=(const PictureMaker&) = delete;

    /// The picture at a time (s), its rows shared among `workers` threads; the same for any number of them.
    Image render(double time, int workers) const;

    const Scene& scene() const { return scene_; }
    const Layout& layout() const { return layout_; }
    int threads() const { return threads_; }
    const std::shared_ptr<const Strip>& strip() const { return strip_; }

  private:
    /// What one camera sees of the scene, before the time is known.
    struct View {
        Camera camera;       ///< of the picture
        Camera fine_camera;  ///< of its samples
        AxesView axes;
        SomaView somata;
        std::vector<std::size_t> sources;  ///< farthest first
    };
    /// What each source shows of itself as one camera sees it, out of focus where that has a lens.
    struct SourceImages {
        std::vector<LightImage> lights, glasses;  ///< one per source
    };
    /// A view and all its pictures that do not change while the camera stands still.
    struct StillView {
        View view;
        HdrRows backdrop{0, 0, 0};
        SourceImages images;
    };

    View view_at(double time) const;
    Sight sight_of(const View& view) const;
    void paint_bands(Image& image, const View& view, double time, int workers) const;
    void prepare_still();
    SourceImages make_images(const Camera& camera, int workers) const;
    LightImage march_whole(const ShownSource& source, const Camera& camera, int workers) const;
    void render_band(HdrRows& rows, const View& view, const SourceImages* images,
                     const std::vector<SomaLook>& looks, const Bloom& bloom, double time) const;
    void draw_backdrop_band(HdrRows& rows, const View& view) const;
    void draw_solids(HdrRows& rows, const View& view, const SourceImages* images,
                     const std::vector<SomaLook>& looks) const;

    Scene scene_;
    int side_;       ///< samples along a side of a pixel
    Layout layout_;  ///< of the picture
    Layout fine_;    ///< of its samples
    CameraPath path_;
    EdgePlan edges_;
    MarchSettings march_;
    int threads_ = 1;
    Depth depth_ = Depth::eight_bits;
    int scene_rows_ = 0;  ///< rows of samples above the strip
    std::vector<std::vector<float>> transmittance_;
    std::shared_ptr<const Strip> strip_;
    std::unique_ptr<StillView> still_;
    std::unique_ptr<DevicePainter> painter_;  ///< none: the CPU makes all
};

}  // namespace spikelight
