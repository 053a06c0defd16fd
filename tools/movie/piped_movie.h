// A movie encoded while its frames are rendered.
#pragma once

#include <memory>

#include "tools/movie/encode.h"
#include "tools/movie/frame_pipe.h"
#include "tools/movie/frames.h"

namespace spikelight {

/// FFmpeg reading frames from this program as they are made: no PNG is decoded, and none is needed.
class PipedMovie : public FrameSink {
  public:
    /// Starts FFmpeg on frames of this size. Where no files of them are kept and the movie may have to be encoded again
    /// to fit a size, a quick movie of full quality is made first. Throws MovieError.
    PipedMovie(const MovieRequest& request, const std::filesystem::path& run, PictureSize size,
               FrameRate rate, bool files_kept, const std::atomic<bool>& stop);
    /// Without `finish` nothing is left of the movie.
    ~PipedMovie() override;

    bool take(int frame, Image&& image) override { return pipe_->take(frame, std::move(image)); }
    void give_up() override { pipe_->give_up(); }
    /// Waits for FFmpeg and puts the movie in its place. Throws MovieError if FFmpeg failed at any time, Interrupted.
    void finish(std::int64_t frame_count);

  private:
    bool makes_intermediate() const { return !files_kept_ && request_.largest_bytes().has_value(); }
    std::string written_name() const;
    void end_program();

    MovieRequest request_;
    std::filesystem::path run_;
    FrameRate rate_;
    bool files_kept_;
    const std::atomic<bool>& stop_;
    std::unique_ptr<FedProgram> program_;
    std::unique_ptr<FramePipe> pipe_;
};

}  // namespace spikelight
