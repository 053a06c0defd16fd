// The picture of a set-up, before anything is simulated.
#include <gtest/gtest.h>

#include <algorithm>

#include "render/plot.h"
#include "render/renderer.h"
#include "tests/render/recordings.h"

namespace spikelight {
namespace {

RenderOptions poster() {
    RenderOptions options;
    options.width = 480;
    options.height = 270;
    return options;
}

/// Without words and lines.
Scenario bare(Scenario scenario) {
    VideoSettings& video = *scenario.video;
    video.axes = video.legend = video.scale_bar = false;
    scenario.title = "";
    return scenario;
}

double mean(const Image& image, int channel) {
    double sum = 0;
    const std::size_t pixels = image.rgb.size() / 3;
    for (std::size_t i = 0; i < pixels; ++i) sum += image.rgb[3 * i + std::size_t(channel)];
    return sum / double(pixels);
}

TEST(Plot, ShowsEveryLightWhateverItsCommand) {
    Recording recording = testing::plain_recording();
    Scenario scenario = bare(recording.scenario);
    Image lit = plot_setup(scenario, recording.positions, poster());
    scenario.video->lights.clear();
    Image dark = plot_setup(scenario, recording.positions, poster());
    // Blue light of 473 nm around the fiber; a few per cent of the picture.
    EXPECT_GT(mean(lit, 2), mean(dark, 2) + 1);
    EXPECT_GT(mean(lit, 2) - mean(dark, 2), 1.5 * (mean(lit, 0) - mean(dark, 0)));
}

TEST(Plot, ShowsNeuronsBrighterThanAtRest) {
    Recording recording = testing::tutorial_recording();
    recording.scenario = bare(recording.scenario);
    recording.scenario.video->lights.clear();
    recording.scenario.video->raster = recording.scenario.video->time = false;
    Image setup = plot_setup(recording.scenario, recording.positions, poster());
    for (RecordedSpikes& spikes : recording.spikes) spikes = {};
    Image rest = MovieRenderer(recording, poster()).render_at(0);
    EXPECT_GT(mean(setup, 0), mean(rest, 0) + 1);
}

TEST(Plot, HasNoStripUnderThePicture) {
    Recording recording = testing::tutorial_recording();
    Image with = plot_setup(recording.scenario, recording.positions, poster());
    VideoSettings& video = *recording.scenario.video;
    video.raster = video.stimulus = video.time = false;
    EXPECT_EQ(with.rgb, plot_setup(recording.scenario, recording.positions, poster()).rgb);
}

TEST(Plot, IsTheSameOnAnyNumberOfThreads) {
    Recording recording = testing::tutorial_recording();
    RenderOptions options = poster();
    options.threads = 1;
    Image one = plot_setup(recording.scenario, recording.positions, options);
    options.threads = 3;
    EXPECT_EQ(plot_setup(recording.scenario, recording.positions, options).rgb, one.rgb);
}

TEST(Plot, NothingToShowIsSaid) {
    Recording recording = testing::plain_recording();
    recording.scenario.video->populations.clear();
    recording.scenario.video->lights.clear();
    EXPECT_THROW(plot_setup(recording.scenario, recording.positions), std::runtime_error);
}

}  // namespace
}  // namespace spikelight
