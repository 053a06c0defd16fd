// Frames of a movie on disk.
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>

#include "render/renderer.h"

namespace spikelight {

/// Takes frames beside their files or instead of them: an encoder, say.
class FrameSink {
  public:
    virtual ~FrameSink() = default;
    /// A frame is ready. Called by several threads at once; frames come nearly in order: those missing before one are
    /// in the hands of the other threads. May wait for them. False if no more frames are wanted.
    virtual bool take(int frame, Image&& image) = 0;
    /// Some frames will never come, as rendering failed or was stopped: nobody must wait for them.
    virtual void give_up() = 0;
};

struct MovieOptions : RenderOptions {
    int first_frame = 0;
    int end_frame = -1;  ///< one past the last; -1: to the end
    bool keep_existing =
        false;  ///< leave frames that are already there: to go on where a run was stopped
    bool write_files = true;    ///< false: frames go to the sink alone, until it wants no more
    FrameSink* sink = nullptr;  ///< takes each frame that is rendered, its file closed before
};

struct MovieProgress {
    int done = 0, total = 0;
};

/// Writes DIR/000000.png ... one frame per thread, and returns how many frames are there now (taken, where there are no
/// files), those kept included.
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
