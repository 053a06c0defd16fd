// The pictures of a run: frames and a still, rendered from its files.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "engine/recording/recording.h"
#include "render/movie.h"
#include "tools/movie/frame_rate.h"

namespace spikelight {

/// A recording to be filmed, and how.
struct Filming {
    const Recording& recording;
    const MovieRenderer& renderer;
    std::vector<std::pair<std::string, std::string>>
        overrides;  ///< of what the run's scenario says
    bool quiet;
    const std::atomic<bool>& stop;
};

/// Renders all frames and the still into the run's directory; `sink` takes them, too. The old frames stay until all new
/// ones are there, and go then. Without a sink a rendering that was stopped half way goes on: whole frames of the same
/// pictures are kept. Throws Interrupted if `stop` came, std::runtime_error if nothing can be shown or written. Returns
/// the number of frames.
std::int64_t render_all(const Filming& filming, FrameSink* sink = nullptr);

/// True if a rendering of all frames has begun, and was stopped before or after its last.
bool rendering_has_begun(const Filming& filming);
/// Goes on with it: renders what is missing or damaged. Throws as `render_all` does.
void render_rest(const Filming& filming);

/// Renders all frames to a sink alone, as long as it wants them, and the still. Throws as `render_all` does.
std::int64_t render_to_sink(const Filming& filming, FrameSink& sink);

/// Frames `first` ... `end` - 1.
struct FrameRange {
    std::int64_t first = 0, end = 0;
};

/// Renders some frames in place of those of the same number; the other frames stay. Throws as `render_all` does, and
/// UserError for frames that the movie does not have, and where others are of another size.
std::int64_t render_some(const Filming& filming, FrameRange range);

/// Renders still.png at a moment, s. Throws UserError for one outside the run.
void render_still_at(const Recording& recording, double time, const RenderOptions& options = {});

/// Makes a run's frames complete: goes on with a rendering that was stopped half way, and renders again what is missing
/// or damaged, where it is known how. Returns how fast the frames are to be shown. Throws UserError where frames are
/// damaged and nothing says how they were rendered, and as `render_all` does.
FrameRate complete_frames(const std::filesystem::path& run, bool quiet,
                          const std::atomic<bool>& stop);

}  // namespace spikelight
