// Pictures made on the device, emulated, against those of the CPU: within 1 of 255 on 99.9 % of the pixels, never more
// than 3 apart.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <random>

#include "kernels/cuda/march_device.h"
#include "render/renderer.h"
#include "tests/emulation/threads.h"
#include "tests/render/picture_difference.h"
#include "tests/render/recordings.h"

namespace spikelight {
namespace {

using testing::expect_alike;

RenderOptions small(PictureDevice* device = nullptr) {
    RenderOptions options;
    options.width = 192;
    options.height = 108;
    options.threads = 1;
    options.device = device;
    return options;
}

/// Pictures at several moments, from both.
void compare(const Recording& recording, RenderOptions options = small()) {
    MovieRenderer expected(recording, options);
    auto device = make_cuda_picture_device(0);
    options.device = device.get();
    MovieRenderer painted(recording, options);
    for (double share : {0.0, 0.4, 0.9})
        expect_alike(painted.render_at(share * recording.duration_ms()),
                     expected.render_at(share * recording.duration_ms()));
}

TEST(EmulatedPictures, show_the_tutorial_as_the_cpu_does_for_a_still_and_a_moving_camera) {
    Recording recording = testing::tutorial_recording();
    compare(recording);
    recording.scenario.video->camera.orbit = 200;
    compare(recording);
}

TEST(EmulatedPictures, average_samples_as_the_cpu_does) {
    for (int samples : {4, 16}) {
        RenderOptions options = small();
        options.samples = samples;
        compare(testing::tutorial_recording(), options);
    }
}

TEST(EmulatedPictures, show_every_kind_of_light) {
    for (LightModel model :
         {LightModel::koehler, LightModel::gaussian_ellipsoid, LightModel::field}) {
        Recording recording = testing::tutorial_recording();
        Light& light = recording.scenario.lights[0];
        testing::become(light, model);
        for (glm::dvec3& p : light.positions) p.z = 0.2e-3;
        compare(recording);
    }
}

TEST(EmulatedPictures, show_random_scenes_from_anywhere_under_any_schedule) {
    std::mt19937 generator(3);
    auto uniform = [&](double low, double high) {
        return low + (high - low) * double(generator()) / 4294967296.0;
    };
    for (std::uint64_t seed = 0; seed < 6; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        emulation::set_schedule({seed, 2});
        Recording recording = testing::varied_recording(std::size_t(uniform(8, 900)),
                                                        1 + generator() % 8, generator() % 5);
        VideoSettings& video = *recording.scenario.video;
        video.camera.azimuth = uniform(0, 360);
        video.camera.elevation = uniform(-80, 80);
        video.camera.orbit = generator() % 2 ? uniform(-300, 300) : 0;
        video.soma_diameter = uniform(5e-6, 60e-6);
        if (generator() % 2) video.limits_x = glm::dvec2(-0.5e-3, 0.4e-3);
        if (generator() % 2) video.camera.distance = uniform(0.5e-3, 6e-3);
        RenderOptions options = small();
        options.width = 2 * int(uniform(40, 110));
        options.height = 2 * int(uniform(40, 80));
        compare(recording, options);
    }
}

TEST(EmulatedPictures, are_left_to_the_cpu_where_there_is_a_lens_or_more_than_eight_bits) {
    Recording recording = testing::tutorial_recording();
    auto device = make_cuda_picture_device(0);
    RenderOptions options = small(device.get());
    options.depth = Depth::sixteen_bits;
    EXPECT_FALSE(MovieRenderer(recording, options).render_at(40).rgb16.empty());
    recording.scenario.video->camera.aperture = 0.5e-3;
    EXPECT_EQ(MovieRenderer(recording, small(device.get())).render_at(40).rgb,
              MovieRenderer(recording, small()).render_at(40).rgb);
}

}  // namespace
}  // namespace spikelight
