// The strip under the picture: every spike as a mark, every command as a trace, and a cursor that moves with time.
#pragma once

#include "render/canvas.h"
#include "render/layout.h"
#include "render/raster_rows.h"
#include "render/scene.h"

namespace spikelight {

class Strip {
  public:
    Strip(const Scene& scene, const Layout& layout);
    /// Draws the strip as it stands at `time` (s): what has happened is bright, what is to come dim.
    void draw(Image& image, double time) const;
    double cursor_x(double time) const;

  private:
    void draw_spikes();
    void draw_commands(Image& strip, float strength) const;
    void draw_trace(Image& strip, std::size_t source, float strength) const;
    void draw_lane(Image& strip, std::size_t source, float strength) const;
    void draw_stimulus_labels(Image& strip, const Rectangle& area) const;
    /// Traces of many sources would hide each other: then each has a lane whose brightness shows its command.
    bool has_lanes() const;
    void draw_names(Image& strip, const Rectangle& area) const;
    void draw_time_axis(Image& strip) const;
    void draw_furniture(Image& strip) const;

    const Scene* scene_;
    Layout layout_;
    int top_;
    std::vector<RasterBand> bands_;  ///< of the shown populations, in the strip's rows
    Image past_, future_;
};

/// The colour of a source's trace: that of its light, lighter from source to source.
Color trace_color(const Scene& scene, std::size_t source);

}  // namespace spikelight
