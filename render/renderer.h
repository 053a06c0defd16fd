// Films a recording: the one header of this room that tools need, with movie.h.
#pragma once

#include <memory>

#include "engine/recording/recording.h"
#include "render/image.h"
#include "render/options.h"

namespace spikelight {

/// Pictures of a recording at any time. A picture depends on nothing but the recording and its size: not on threads,
/// nor on which pictures were made before. Safe to use from several threads.
class MovieRenderer {
  public:
    /// Keeps a reference to `recording`. Throws std::runtime_error where there is nothing to show.
    explicit MovieRenderer(const Recording& recording, const RenderOptions& options = {});
    explicit MovieRenderer(Recording&&,
                           const RenderOptions& = {}) = delete;  // would outlive the recording
    ~MovieRenderer();
    MovieRenderer(MovieRenderer&&) noexcept;

    int frame_count() const;  ///< frame k shows t = k every < duration
    double frame_time_ms(int frame) const;
    double frames_per_second() const;  ///< of screen time
    int width() const;
    int height() const;

    Image render(int frame) const;       ///< on the calling thread alone
    Image render_at(double t_ms) const;  ///< rows shared among all threads

    /// The frame with the most glow and light: fit for a still.
    int brightest_frame() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace spikelight
