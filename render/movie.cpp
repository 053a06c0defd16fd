#include "render/movie.h"

#include <fmt/format.h>
#include <omp.h>

#include <exception>
#include <stdexcept>
#include <vector>

namespace spikelight {
namespace {

void make_directory(const std::filesystem::path& directory) {
    std::error_code error;
    std::filesystem::create_directories(directory, error);
    if (error)
        throw std::runtime_error(directory.string() + " (cannot make the frames' directory: " +
                                 error.message() + "). Choose another with --out.");
}

}  // namespace

std::string frame_file_name(int frame) {
    return fmt::format("{:06}.png", frame);
}

int render_movie(const Recording& recording, const MovieOptions& options,
                 const std::filesystem::path& directory,
                 const std::function<void(const MovieProgress&)>& progress,
                 const std::atomic<bool>* stop) {
    return render_movie(MovieRenderer(recording, options), options, directory, progress, stop);
}

int render_movie(const MovieRenderer& renderer, const MovieOptions& options,
                 const std::filesystem::path& directory,
                 const std::function<void(const MovieProgress&)>& progress,
                 const std::atomic<bool>* stop) {
    make_directory(directory);
    int end = options.end_frame < 0 ? renderer.frame_count()
                                    : std::min(options.end_frame, renderer.frame_count());
    int first = std::max(0, options.first_frame);
    MovieProgress state{0, std::max(0, end - first)};
    std::exception_ptr failure;
    std::atomic<bool> failed = false;
    int threads = options.threads > 0 ? options.threads : omp_get_max_threads();
#pragma omp parallel for num_threads(threads) schedule(dynamic)
    for (int frame = first; frame < end; ++frame) {
        if (failed || (stop && *stop)) continue;
        try {
            std::filesystem::path path = directory / frame_file_name(frame);
            if (!options.keep_existing || !std::filesystem::exists(path))
                write_png(renderer.render(frame), path);
#pragma omp critical(spikelight_movie)
            {
                ++state.done;
                if (progress) progress(state);
            }
        } catch (...) {
            // An exception must not leave the parallel region: keep the first, stop the rest.
#pragma omp critical(spikelight_movie)
            if (!failure) failure = std::current_exception();
            failed = true;
        }
    }
    if (failure) std::rethrow_exception(failure);
    return state.done;
}

}  // namespace spikelight
