// The pictures of a run: frames and a still, rendered from its files.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <optional>

#include "engine/recording/recording.h"
#include "tools/movie.h"

namespace spikelight {

/// Frames `first` ... `end` - 1.
struct FrameRange {
    std::int64_t first = 0, end = 0;
};

/// Renders all frames and the still into the run's directory. The old frames stay until all new ones are there, and go
/// then. Throws Interrupted if `stop` came (old frames stay), std::runtime_error if nothing can be shown or written.
/// Returns the number of frames.
std::int64_t render_all(const Recording& recording, bool quiet, const std::atomic<bool>& stop);

/// Renders some frames in place of those of the same number; the other frames stay, unless they are of another size.
/// Throws as `render_all` does, and UserError for frames that the movie does not have.
std::int64_t render_some(const Recording& recording, FrameRange range, bool quiet,
                         const std::atomic<bool>& stop);

/// Renders still.png at a moment, s. Throws UserError for one outside the run.
void render_still_at(const Recording& recording, double time);

/// How fast the frames of a run were meant to be shown when they were rendered.
FrameRate rendered_frame_rate(const std::filesystem::path& run);

}  // namespace spikelight
