#include "render/plot.h"

#include "render/picture.h"

namespace spikelight {
namespace {

constexpr float setup_light_gain =
    3.5f;  // soft enough for the neurons within to keep their colours

/// The scenario as a recording in which nothing happens, and every source is on.
Recording silent_recording(const Scenario& scenario,
                           const std::vector<std::vector<glm::dvec3>>& positions) {
    Recording recording;
    recording.scenario = scenario;
    recording.positions = positions;
    recording.spikes.resize(scenario.populations.size());
    recording.signals.times_ms = {0};
    recording.signals.irradiance = {std::vector<double>(scenario.source_count(), 1.0)};
    return recording;
}

}  // namespace

Image plot_setup(const Scenario& scenario, const std::vector<std::vector<glm::dvec3>>& positions,
                 const RenderOptions& options) {
    Recording recording = silent_recording(scenario, positions);
    Scene scene = make_scene(recording);
    scene.occasion = Occasion::setup;
    scene.light_gain = setup_light_gain;
    scene.light_maximum = 1;
    // The camera stands where the movie begins; what needs a time is left out.
    scene.video.camera.orbit = 0;
    scene.video.raster = scene.video.stimulus = scene.video.time = false;
    PictureMaker maker(std::move(scene), options);
    return maker.render(0, maker.threads());
}

}  // namespace spikelight
