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

/// Renders a frame to where it is wanted. False if no more are wanted.
bool make_frame(const MovieRenderer& renderer, const MovieOptions& options,
                const std::filesystem::path& path, int frame) {
    if (options.keep_existing && std::filesystem::exists(path)) return true;
    Image image = renderer.render(frame);
    if (options.write_files) write_png(image, path);
    bool wanted = !options.sink || options.sink->take(frame, std::move(image));
    return options.write_files || wanted;
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
    if (options.write_files) make_directory(directory);
    int end = options.end_frame < 0 ? renderer.frame_count()
                                    : std::min(options.end_frame, renderer.frame_count());
    int first = std::max(0, options.first_frame);
    MovieProgress state{0, std::max(0, end - first)};
    std::exception_ptr failure;
    std::atomic<bool> ended = false;
    auto end_early = [&] {
        ended = true;
        if (options.sink) options.sink->give_up();
    };
    int threads = options.threads > 0 ? options.threads : omp_get_max_threads();
#pragma omp parallel for num_threads(threads) schedule(dynamic)
    for (int frame = first; frame < end; ++frame) {
        if (!ended && stop && *stop) end_early();
        if (ended) continue;
        try {
            if (!make_frame(renderer, options, directory / frame_file_name(frame), frame)) {
                end_early();
                continue;
            }
#pragma omp critical(spikelight_movie)
            {
                ++state.done;
                if (progress) progress(state);
            }
        } catch (...) {
            // An exception must not leave the parallel region: keep the first, stop the rest.
#pragma omp critical(spikelight_movie)
            if (!failure) failure = std::current_exception();
            end_early();
        }
    }
    if (failure) std::rethrow_exception(failure);
    return state.done;
}

}  // namespace spikelight
