// Time per frame of movies like those of the README, PNG files written: benchmark_render [THREADS]
//
// Prints wall time and processor time per frame. On a machine that does other work, too, processor time divided by the
// threads says what the wall time would be.
#include <fmt/format.h>
#include <omp.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <random>

#include "kernels/picture_device.h"
#include "render/memory.h"
#include "render/movie.h"
#ifdef SPIKELIGHT_HAS_CUDA
#include "kernels/cuda/cuda_backend.h"
#include "kernels/cuda/march_device.h"
#endif

namespace spikelight {
namespace {

struct Case {
    const char* name;
    std::size_t neurons, fibers;
    double orbit;  // degrees
    int width, height, frames, march_samples;
    double goal_ms;  // per frame on two cores
};

/// Neurons in a disc of tissue, a fifth of them inhibitory, that spike at random at 11 Hz for 100 ms under fibers that
/// change every millisecond.
Recording make_recording(const Case& wanted) {
    Recording recording;
    Scenario& scenario = recording.scenario;
    scenario.title = wanted.name;
    scenario.simulation.steps = 1000;
    scenario.simulation.dt = 0.1e-3;
    scenario.video.emplace();
    std::mt19937 generator(1);
    auto uniform = [&] { return double(generator()) / 4294967296.0; };
    for (const char* name : {"exc", "inh"}) {
        Population population;
        population.name = name;
        std::size_t size = wanted.neurons * (population.name == "exc" ? 4 : 1) / 5;
        population.size = std::int64_t(size);
        std::vector<glm::dvec3> positions(size);
        for (glm::dvec3& p : positions) {
            double radius = 1e-3 * std::sqrt(uniform()), angle = 2 * M_PI * uniform();
            p = {radius * std::cos(angle), radius * std::sin(angle), 0.3e-3 + 0.1e-3 * uniform()};
        }
        std::vector<std::pair<double, std::uint32_t>> spikes(std::size_t(1.1 * double(size)));
        for (auto& [time, neuron] : spikes)
            time = 100 * uniform(), neuron = std::uint32_t(double(size) * uniform());
        std::sort(spikes.begin(), spikes.end());
        RecordedSpikes& recorded = recording.spikes.emplace_back();
        for (auto [time, neuron] : spikes) {
            recorded.times_ms.push_back(time);
            recorded.neurons.push_back(neuron);
        }
        scenario.video->populations.push_back(scenario.populations.size());
        scenario.populations.push_back(population);
        recording.positions.push_back(std::move(positions));
    }
    Light light;
    light.name = "fibers";
    light.wavelength = 473e-9;
    for (std::size_t i = 0; i < wanted.fibers; ++i)
        light.positions.push_back({0.7e-3 * double(i), 0, 0});
    light.directions.assign(wanted.fibers, {0, 0, 1});
    light.initial.assign(wanted.fibers, 0.0);
    scenario.lights.push_back(light);
    scenario.video->lights = {0};
    scenario.video->camera.orbit = wanted.orbit;
    for (int ms = 0; ms < 100; ++ms) {
        recording.signals.times_ms.push_back(ms);
        auto& row = recording.signals.irradiance.emplace_back();
        for (std::size_t i = 0; i < wanted.fibers; ++i) row.push_back(30e3 * uniform());
    }
    return recording;
}

void measure(const Case& wanted, int threads, const std::filesystem::path& directory) {
    Recording recording = make_recording(wanted);
    MovieOptions options;
    options.width = wanted.width;
    options.height = wanted.height;
    options.threads = threads;
    options.march_samples = wanted.march_samples;
    options.first_frame = 30;
    options.end_frame = options.first_frame + wanted.frames;
    MovieRenderer renderer(recording, options);
    auto start = std::chrono::steady_clock::now();
    std::clock_t processor = std::clock();
    int frames = render_movie(renderer, options, directory);
    double wall =
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
    double busy = 1e3 * double(std::clock() - processor) / CLOCKS_PER_SEC;
    double bytes = 0;
    for (const auto& file : std::filesystem::directory_iterator(directory))
        bytes += double(file.file_size());
    fmt::print("{:<44}{:>8.1f}{:>12.1f}{:>14.1f}{:>8.0f}{:>10.2f}\n", wanted.name, wall / frames,
               busy / frames, busy / frames / 2, wanted.goal_ms, bytes / frames * 1e-6);
    std::filesystem::remove_all(directory);
}

#ifdef SPIKELIGHT_HAS_CUDA
/// The same on a GPU: what its kernels take by their own clock, and the whole frame with the view made on the host and
/// the picture copied back, no file written.
void measure_on_gpu(const Case& wanted) {
    if (!cuda_unavailable_reason().empty()) return;
    auto device = make_cuda_picture_device(0);
    Recording recording = make_recording(wanted);
    RenderOptions options;
    options.width = wanted.width;
    options.height = wanted.height;
    options.march_samples = wanted.march_samples;
    options.device = device.get();
    MovieRenderer renderer(recording, options);
    renderer.render(0);
    double kernels = 0;
    auto start = std::chrono::steady_clock::now();
    for (int frame = 1; frame <= wanted.frames; ++frame) {
        renderer.render(frame);
        kernels += 1e3 * device->seconds();
    }
    double wall =
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
    fmt::print("{:<44}{:>8.2f}{:>12.2f} ms, {:.0f} frames/s drawn, on {}\n", wanted.name,
               wall / wanted.frames, kernels / wanted.frames, 1e3 * wanted.frames / kernels,
               device->device());
}
#endif

}  // namespace
}  // namespace spikelight

int main(int argc, char** argv) {
    using namespace spikelight;
    keep_freed_memory();
    int threads = argc > 1 ? std::atoi(argv[1]) : omp_get_max_threads();
    std::filesystem::path directory = std::filesystem::temp_directory_path() /
                                      fmt::format("benchmark_render_{}", std::time(nullptr));
    fmt::print("ms per frame, {} threads{:>26}{:>12}{:>14}{:>8}{:>10}\n", threads, "wall",
               "processor", "processor/2", "goal", "MB");
    for (const Case& wanted :
         {Case{"still camera, 5,000 neurons, 1080p", 5000, 2, 0, 1920, 1080, 48, 48, 25},
          Case{"still camera, 50,000 neurons, 1080p", 50000, 2, 0, 1920, 1080, 16, 48, 50},
          Case{"orbit, two fibers, 1080p, 48 samples", 5000, 2, 90, 1920, 1080, 16, 48, 110},
          Case{"orbit, two fibers, 1080p, 64 samples", 5000, 2, 90, 1920, 1080, 16, 64, 110},
          Case{"still camera, 5,000 neurons, 4K", 5000, 2, 0, 3840, 2160, 8, 48, 100}})
        measure(wanted, threads, directory);
#ifdef SPIKELIGHT_HAS_CUDA
    fmt::print("\non the GPU{:>42}{:>12}\n", "wall", "kernels");
    for (const Case& wanted :
         {Case{"orbit, 500 neurons, two fibers, 4K", 500, 2, 90, 3840, 2160, 48, 48, 2.5},
          Case{"still camera, 500 neurons, two fibers, 4K", 500, 2, 0, 3840, 2160, 48, 48, 2.5},
          Case{"orbit, 100,000 neurons, 16 fibers, 4K", 100000, 16, 90, 3840, 2160, 48, 48, 8.3}})
        measure_on_gpu(wanted);
#endif
    return 0;
}
