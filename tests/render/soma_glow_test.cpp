// Glow: causal, exponential, saturating.
#include <gtest/gtest.h>

#include <cmath>

#include "kernels/soma_glow.h"
#include "render/scene.h"
#include "tests/render/recordings.h"

namespace spikelight {
namespace {

using testing::plain_recording;

// math::exp in single precision and sums of a few spikes.
constexpr double single_precision = 1e-6;

TEST(SomaGlow, NothingShowsBeforeItsSpike) {
    Recording recording = plain_recording();
    Scene scene = make_scene(recording);
    for (double ms : {0.0, 5.0, 9.99}) EXPECT_EQ(glow_at(scene, ms * 1e-3)[0], 0.0f) << ms;
    EXPECT_GT(glow_at(scene, 10.0e-3)[0], 0.63f);
}

TEST(SomaGlow, TheTrailItselfIsCausal) {
    EXPECT_EQ(glow_trail(-1e-6f, 8.0f), 0.0f);
    EXPECT_EQ(glow_trail(0.0f, 8.0f), 1.0f);
    EXPECT_NEAR(glow_trail(8.0, 8.0), std::exp(-1.0), 1e-14);
}

TEST(SomaGlow, ASpikeFadesWithTheScreensTimeOverTheSlowdown) {
    Recording recording = plain_recording();
    Scene scene = make_scene(recording);
    // 80 ms of screen time, ten times slower than life: 8 ms.
    EXPECT_DOUBLE_EQ(scene.glow_tau, 8e-3);
    for (double age : {0.0, 1.0, 8.0, 20.0})
        EXPECT_NEAR(glow_at(scene, (10 + age) * 1e-3)[0], 1 - std::exp(-std::exp(-age / 8)),
                    single_precision);
}

TEST(SomaGlow, SpikesAddInTheExponentAndNeverExceedOne) {
    Recording recording = plain_recording();
    recording.spikes[0].times_ms = {8, 9, 10};
    recording.spikes[0].neurons = {0, 0, 0};
    Scene scene = make_scene(recording);
    double trail = std::exp(-4 / 8.0) + std::exp(-3 / 8.0) + std::exp(-2 / 8.0);
    EXPECT_NEAR(glow_at(scene, 12e-3)[0], 1 - std::exp(-trail), single_precision);
    recording.spikes[0].times_ms.assign(1000, 10);
    recording.spikes[0].neurons.assign(1000, 0);
    EXPECT_LE(glow_at(scene, 10e-3)[0], 1.0f);
}

TEST(SomaGlow, EverySpikeShowsInTheFrameThatFollowsIt) {
    Recording recording = plain_recording();
    Scene scene = make_scene(recording);
    // Whatever the phase between spikes and frames, the next frame shows at least exp(-every / tau) of the trail.
    double least = 1 - std::exp(-std::exp(-scene.every / scene.glow_tau));
    for (double ms = 1; ms < 40; ms += 0.1) {
        recording.spikes[0].times_ms = {ms};
        int next = int(std::ceil(ms * 1e-3 / scene.every - 1e-9));
        EXPECT_GE(glow_at(scene, scene.frame_time(next))[0], least - single_precision) << ms;
    }
}

}  // namespace
}  // namespace spikelight
