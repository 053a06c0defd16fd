#include "render/plot.h"

#include <cmath>

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
    // Contours of irradiance are those of full power, or else of the initial light.
    std::vector<double>& irradiance = recording.signals.irradiance.emplace_back();
    for (const Light& light : scenario.lights)
        for (double initial : light.initial)
            irradiance.push_back(std::isfinite(light.maximum) ? light.maximum : initial);
    return recording;
}

}  // namespace

Image plot_setup(const Scenario& scenario, const std::vector<std::vector<glm::dvec3>>& positions,
                 const RenderOptions& options) {
    Recording recording = silent_recording(scenario, positions);
    Scene scene = make_scene(recording);
    scene.occasion = Occasion::setup;
    scene.light_gain = setup_light_gain;
    // The camera stands where the movie begins; what needs a time is left out.
    scene.video.camera.orbit = 0;
    if (scene.video.camera.keyframes.size() > 1) scene.video.camera.keyframes.resize(1);
    scene.video.raster = scene.video.stimulus = scene.video.time = false;
    PictureMaker maker(std::move(scene), options);
    return maker.render(0, maker.threads());
}

}  // namespace spikelight
