// Pictures for the eye, of what the tests film: render_gallery DIRECTORY [WIDTH HEIGHT [movies]]
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>

#include "render/movie.h"
#include "render/plot.h"
#include "tests/render/recordings.h"

namespace spikelight {
namespace {

double seconds_since(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void film(const Recording& recording, const RenderOptions& options,
          const std::filesystem::path& file, double t_ms) {
    auto start = std::chrono::steady_clock::now();
    MovieRenderer renderer(recording, options);
    double prepared = seconds_since(start);
    if (t_ms < 0) t_ms = renderer.frame_time_ms(renderer.brightest_frame());
    start = std::chrono::steady_clock::now();
    Image image = renderer.render_at(t_ms);
    double rendered = seconds_since(start);
    start = std::chrono::steady_clock::now();
    write_png(image, file);
    std::printf(
        "%s: t = %.1f ms, prepared in %.0f ms, rendered in %.1f ms, written in %.1f ms, %ju "
        "bytes\n",
        file.c_str(), t_ms, 1e3 * prepared, 1e3 * rendered, 1e3 * seconds_since(start),
        std::uintmax_t(std::filesystem::file_size(file)));
}

/// What else a picture may show: many populations and sources, contours, other lights, samples, keyframes.
void film_varieties(RenderOptions options, const std::filesystem::path& directory) {
    Recording many = testing::varied_recording(4000, 8, 16);
    film(many, options, directory / "many.png", 50);
    write_png(plot_setup(many.scenario, many.positions, options), directory / "many_setup.png");
    Recording large = testing::varied_recording(100000, 4, 2);
    film(large, options, directory / "large.png", 50);
    Recording tutorial = testing::tutorial_recording();
    VideoSettings& video = *tutorial.scenario.video;
    video.contours = {1e3, 5e3, 10e3};
    film(tutorial, options, directory / "contours.png", 40);
    video.camera.keyframes = {{0, 0, 10, {}, {}, {}},
                              {80e-3, 70, 35, 3e-3, 30, glm::dvec3(0, 0, 3e-4)}};
    film(tutorial, options, directory / "keyframes_40ms.png", 40);
    film(tutorial, options, directory / "keyframes_80ms.png", 80);
    video.camera.keyframes.clear();
    video.contours.clear();
    video.camera.aperture = 500e-6;
    film(tutorial, options, directory / "lens.png", 40);
    video.camera.aperture = 0;
    Light& light = tutorial.scenario.lights[0];
    testing::become(light, LightModel::koehler);
    film(tutorial, options, directory / "koehler.png", 40);
    testing::become(light, LightModel::field);
    film(tutorial, options, directory / "field.png", 40);
    testing::become(light, LightModel::gaussian_ellipsoid);
    light.wavelength = 1040e-9;
    for (glm::dvec3& p : light.positions) p.z = 0.35e-3;
    film(tutorial, options, directory / "two_photon.png", 40);
    options.samples = 16;
    Recording smooth = testing::tutorial_recording();
    film(smooth, options, directory / "samples16.png", 40);
}

void film_movie(const Recording& recording, const RenderOptions& options,
                const std::filesystem::path& directory) {
    MovieOptions movie;
    static_cast<RenderOptions&>(movie) = options;
    auto start = std::chrono::steady_clock::now();
    std::clock_t processor = std::clock();
    int frames = render_movie(recording, movie, directory);
    double seconds = seconds_since(start), busy = double(std::clock() - processor) / CLOCKS_PER_SEC;
    std::printf("%s: %d frames in %.2f s, %.1f ms each, %.1f ms of processor each\n",
                directory.c_str(), frames, seconds, 1e3 * seconds / frames, 1e3 * busy / frames);
}

}  // namespace
}  // namespace spikelight

int main(int argc, char** argv) {
    using namespace spikelight;
    if (argc < 2) {
        std::fprintf(stderr, "usage: render_gallery DIRECTORY [WIDTH HEIGHT [movies]]\n");
        return 2;
    }
    std::filesystem::path directory = argv[1];
    std::filesystem::create_directories(directory);
    RenderOptions options;
    if (argc > 3) options.width = std::atoi(argv[2]), options.height = std::atoi(argv[3]);
    Recording tutorial = testing::tutorial_recording();
    write_png(plot_setup(tutorial.scenario, tutorial.positions, options), directory / "setup.png");
    film(tutorial, options, directory / "tutorial.png", -1);
    film(tutorial, options, directory / "tutorial_70ms.png", 70);
    film_varieties(options, directory);
    bool movies = argc > 4;
    if (movies) film_movie(tutorial, options, directory / "tutorial");
    Recording crowd = testing::crowded_recording(50000);
    film(crowd, options, directory / "crowd.png", 50);
    if (movies) film_movie(crowd, options, directory / "crowd");
    tutorial.scenario.video->camera.orbit = 90;
    film(tutorial, options, directory / "orbit.png", 40);
    if (movies) film_movie(tutorial, options, directory / "orbit");
    return 0;
}
