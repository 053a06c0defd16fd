// Frames of a movie on disk.
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>

#include "render/renderer.h"

namespace spikelight {

struct MovieOptions : RenderOptions {
    int first_frame = 0;
    int end_frame = -1;  ///< one past the last; -1: to the end
    bool keep_existing =
        false;  ///< leave frames that are already there: to go on where a run was stopped
};

struct MovieProgress {
    int done = 0, total = 0;
};

/// Writes DIR/000000.png ... one frame per thread, and returns how many frames are there now, those kept included.
/// `progress` is called after each frame, by one thread at a time. Returns early, with whole frames only, once `stop`
/// is true. Throws std::runtime_error where a frame cannot be written.
int render_movie(const Recording& recording, const MovieOptions& options,
                 const std::filesystem::path& directory,
                 const std::function<void(const MovieProgress&)>& progress = {},
                 const std::atomic<bool>* stop = nullptr);

/// The same with a renderer that is there already; the options' size and samples are the renderer's own.
int render_movie(const MovieRenderer& renderer, const MovieOptions& options,
                 const std::filesystem::path& directory,
                 const std::function<void(const MovieProgress&)>& progress = {},
                 const std::atomic<bool>* stop = nullptr);

/// The name of a frame's file: 000000.png and on.
std::string frame_file_name(int frame);

}  // namespace spikelight
