#include "tools/movie/piped_movie.h"

#include <fmt/format.h>

#include <algorithm>

#include "tools/errors.h"
#include "tools/movie/movie.h"

namespace spikelight {
namespace {

namespace fs = std::filesystem;

/// Frames under way at most: enough that neither side waits for the other's single slow frames, in bounded memory.
int pipe_capacity(PictureSize size) {
    constexpr double most_bytes = 256e6;
    double frame_bytes = 3.0 * size.width * size.height;
    return std::clamp(int(most_bytes / frame_bytes), 4, 64);
}

}  // namespace

PipedMovie::PipedMovie(const MovieRequest& request, const fs::path& run, PictureSize size,
                       FrameRate rate, bool files_kept, const std::atomic<bool>& stop)
    : request_(request), run_(run), rate_(rate), files_kept_(files_kept), stop_(stop) {
    request_.encoder = choose_encoder(request.encoder, size.width, size.height, stop);
    std::vector<std::string> arguments = common_arguments();
    auto add = [&](const std::vector<std::string>& more) {
        arguments.insert(arguments.end(), more.begin(), more.end());
    };
    add({"-f", "rawvideo", "-pixel_format", "rgb24", "-video_size",
         fmt::format("{}x{}", size.width, size.height), "-framerate",
         fmt::format("{}/{}", rate.numerator, rate.denominator), "-i", "pipe:0"});
    add(makes_intermediate() ? intermediate_arguments()
                             : output_arguments(request_.preset, request_.encoder, {}, ""));
    add({written_name()});
    // FFmpeg would follow a link that lies there.
    std::error_code absent;
    fs::remove(run / written_name(), absent);
    program_ = std::make_unique<FedProgram>(require_ffmpeg(), arguments, fs::absolute(run), stop);
    pipe_ = std::make_unique<FramePipe>(*program_, pipe_capacity(size));
}

PipedMovie::~PipedMovie() {
    if (program_) end_program();
}

std::string PipedMovie::written_name() const {
    return makes_intermediate() ? "movie.intermediate.partial" : request_.unfinished_name();
}

void PipedMovie::end_program() {
    pipe_->give_up();
    pipe_.reset();
    program_.reset();
    std::error_code ignored;
    fs::remove(run_ / written_name(), ignored);
}

void PipedMovie::finish(std::int64_t frame_count) {
    bool all_written = pipe_->finish();
    ProgramOutcome outcome = program_->finish();
    if (stop_ || !all_written || !outcome.succeeded()) {
        end_program();
        if (stop_) throw Interrupted("interrupted while encoding. " + movie_advice(run_));
        throw MovieError(failure_text(outcome));
    }
    pipe_.reset();
    program_.reset();

    // Encode again what is too large.
    MovieEncoding encoding(request_, run_, double(frame_count) / rate_.per_second(), stop_);
    if (makes_intermediate()) {
        encoding.encode({"-i", written_name()});
        fs::remove(run_ / written_name());
    } else if (files_kept_) {
        encoding.accept(frame_input(run_, rate_).arguments);
    } else {
        encoding.accept({});
    }
}

}  // namespace spikelight
