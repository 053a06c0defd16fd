// Pictures made on a GPU against those of the CPU: within 1 of 255 on 99.9 % of the pixels, never more than 3 apart.
#include <gtest/gtest.h>

#include "kernels/cuda/cuda_backend.h"
#include "kernels/cuda/march_device.h"
#include "render/renderer.h"
#include "tests/render/picture_difference.h"
#include "tests/render/recordings.h"

namespace spikelight {
namespace {

class PicturesOnGpu : public ::testing::Test {
  protected:
    void SetUp() override {
        std::string reason = cuda_unavailable_reason();
        if (!reason.empty()) GTEST_SKIP() << "no GPU to draw on: " << reason;
    }

    void compare(const Recording& recording, int width, int height, int samples = 1) {
        RenderOptions options;
        options.width = width;
        options.height = height;
        options.samples = samples;
        MovieRenderer expected(recording, options);
        auto device = make_cuda_picture_device(0);
        options.device = device.get();
        MovieRenderer painted(recording, options);
        for (double share : {0.1, 0.4, 0.9}) {
            double t_ms = share * recording.duration_ms();
            testing::expect_alike(painted.render_at(t_ms), expected.render_at(t_ms));
            EXPECT_GT(device->seconds(), 0) << "the device's own clock";
        }
    }
};

TEST_F(PicturesOnGpu, of_the_tutorial_are_the_cpus_at_every_size) {
    Recording recording = testing::tutorial_recording();
    compare(recording, 640, 360);
    compare(recording, 1920, 1080);
    compare(recording, 3840, 2160);
    compare(recording, 640, 360, 16);
}

TEST_F(PicturesOnGpu, of_a_moving_camera_are_the_cpus) {
    Recording recording = testing::tutorial_recording();
    recording.scenario.video->camera.orbit = 300;
    compare(recording, 1920, 1080);
}

TEST_F(PicturesOnGpu, of_many_neurons_under_many_fibers_are_the_cpus) {
    compare(testing::varied_recording(100000, 8, 16), 1920, 1080);
}

TEST_F(PicturesOnGpu, of_every_kind_of_light_are_the_cpus) {
    for (LightModel model :
         {LightModel::koehler, LightModel::gaussian_ellipsoid, LightModel::field}) {
        Recording recording = testing::tutorial_recording();
        Light& light = recording.scenario.lights[0];
        testing::become(light, model);
        compare(recording, 1280, 720);
    }
}

}  // namespace
}  // namespace spikelight
