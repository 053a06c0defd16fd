#include "render/scene.h"

#include <algorithm>
#include <cmath>
#include <glm/common.hpp>
#include <stdexcept>

#include "kernels/soma_glow.h"
#include "render/field_glow.h"
#include "render/ticks.h"

namespace spikelight {
namespace {

constexpr double unlimited = 1e3;  // m

bool listed(const std::vector<std::size_t>& indices, std::size_t index) {
    return std::find(indices.begin(), indices.end(), index) != indices.end();
}

/// The largest x in [0, high] with value(x) >= limit, for a falling function.
template <class Function>
double last_above(Function value, double limit, double high) {
    double low = 0;
    if (value(0.0) < limit) return 0;
    for (int halving = 0; halving < 60; ++halving) {
        double middle = (low + high) / 2;
        (value(middle) >= limit ? low : high) = middle;
    }
    return low;
}

/// Finds where a fiber's light falls below the threshold, along the axis and to the side.
void bound_fiber(ShownSource& shown) {
    const FiberField<double>& field = shown.source.fiber;
    shown.reach = last_above([&](double z) { return fiber_transmittance(field, 0.0, z); },
                             light_threshold, 0.1);
    for (int i = 0; i <= 200; ++i) {
        double z = shown.reach * i / 200;
        auto at_radius = [&](double r) { return fiber_transmittance(field, r * r, z); };
        shown.side_reach = std::max(shown.side_reach, last_above(at_radius, light_threshold, 0.1));
    }
    // The brightest ray crosses the whole core at the tip.
    shown.brightness = 1 / (2 * shown.radius * fiber_transmittance(field, 0.0, 0.0));
}

ShownSource make_source(const Light& light, std::size_t index) {
    ShownSource shown;
    shown.name =
        light.positions.size() > 1 ? light.name + " " + std::to_string(index + 1) : light.name;
    shown.color = wavelength_color(light.wavelength);
    LightSource& source = shown.source;
    const glm::dvec3 &p = light.positions[index], &d = light.directions[index];
    source.x = p.x, source.y = p.y, source.z = p.z;
    source.dx = d.x, source.dy = d.y, source.dz = d.z;
    switch (light.model) {
        case LightModel::fiber:
            source.model = LightSource::Model::fiber;
            source.fiber =
                make_fiber_field(light.core_radius, light.numerical_aperture, light.absorption,
                                 light.scattering, light.refractive_index, light.profile_peak);
            shown.radius = light.core_radius;
            bound_fiber(shown);
            return shown;
        case LightModel::koehler:
            source.model = LightSource::Model::koehler;
            source.radius = shown.radius = shown.side_reach = light.radius;
            source.depth = shown.reach = light.depth;
            // A beam is broad and would drown its neurons at a fiber's brightness.
            shown.brightness = 1 / (12 * light.radius);
            return shown;
        case LightModel::gaussian_ellipsoid: {
            source.model = LightSource::Model::gaussian_ellipsoid;
            source.lateral_exponent = 1 / (2 * light.sigma_lateral * light.sigma_lateral);
            source.axial_exponent = 1 / (2 * light.sigma_axial * light.sigma_axial);
            // exp(-d^2 / (2 sigma^2)) falls below the threshold at this many sigma.
            double widest = std::sqrt(-2 * std::log(light_threshold));
            shown.radius = light.sigma_lateral;
            shown.side_reach = widest * light.sigma_lateral;
            shown.reach = shown.back_reach = widest * light.sigma_axial;
            // The brightest ray crosses the focus sideways, sqrt(2 pi) sigma; a small thing needs less light to stand out.
            shown.brightness = 0.4 / (2.5066 * light.sigma_lateral);
            return shown;
        }
        case LightModel::field:
            show_field(light.field, shown);
            return shown;
    }
    throw std::logic_error("the light " + light.name + " is of a model that cannot be drawn");
}

void add_populations(Scene& scene) {
    const Scenario& scenario = scene.recording->scenario;
    for (std::size_t p = 0; p < scenario.populations.size(); ++p) {
        const Population& population = scenario.populations[p];
        if (!listed(scene.video.populations, p)) continue;
        ShownPopulation shown{population.name, p, linear_from_srgb(population_color(scenario, p)),
                              scene.neurons.size(), 0};
        const auto& positions = scene.recording->positions.at(p);
        for (std::size_t i = 0; i < positions.size(); ++i)
            if (scene.clip.contains(positions[i]))
                scene.neurons.push_back(
                    {positions[i], std::uint32_t(scene.populations.size()), std::uint32_t(i)});
        shown.neuron_count = scene.neurons.size() - shown.first_neuron;
        scene.populations.push_back(shown);
    }
}

void add_sources(Scene& scene) {
    const Scenario& scenario = scene.recording->scenario;
    for (std::size_t l = 0, signal = 0; l < scenario.lights.size(); ++l)
        for (std::size_t i = 0; i < scenario.lights[l].positions.size(); ++i, ++signal) {
            if (!listed(scene.video.lights, l)) continue;
            ShownSource source = make_source(scenario.lights[l], i);
            source.light = l;
            source.signal = signal;
            source.two_photon = scenario.lights[l].two_photon;
            scene.sources.push_back(source);
        }
}

/// Where sources ever are; of a fiber a little above its tip, too.
void add_source_places(Scene& scene) {
    const Scenario& scenario = scene.recording->scenario;
    for (const ShownSource& shown : scene.sources) {
        const LightSource& s = shown.source;
        const double back = s.model == LightSource::Model::fiber ? 2.2 * shown.radius : 0;
        const glm::dvec3 begin(s.x - back * s.dx, s.y - back * s.dy, s.z - back * s.dz);
        scene.source_places.push_back(begin);
        const Light& light = scenario.lights[shown.light];
        const std::size_t index = shown.signal - scenario.first_source(shown.light);
        for (const auto& row : light.path.positions)
            scene.source_places.push_back(begin + (row[index] - light.positions[index]));
    }
}

/// The box of everything shown, widened to whole ticks; the user's limits win.
Box find_box(const Scene& scene) {
    Box box{glm::dvec3(unlimited), glm::dvec3(-unlimited)};
    auto include = [&](const glm::dvec3& p) {
        box.low = glm::min(box.low, p), box.high = glm::max(box.high, p);
    };
    for (const ShownNeuron& neuron : scene.neurons) include(neuron.position);
    for (const ShownSource& shown : scene.sources) {
        include({shown.source.x, shown.source.y, shown.source.z});
        const Scenario& scenario = scene.recording->scenario;
        for (const auto& row : scenario.lights[shown.light].path.positions)
            include(row[shown.signal - scenario.first_source(shown.light)]);
    }
    // A sheet or a point of neurons still needs a box.
    double margin = std::max(50e-6, 0.02 * std::max({box.high.x - box.low.x, box.high.y - box.low.y,
                                                     box.high.z - box.low.z}));
    for (int axis = 0; axis < 3; ++axis) {
        if (box.high[axis] - box.low[axis] < margin)
            box.low[axis] -= margin, box.high[axis] += margin;
        double step = nice_step((box.high[axis] - box.low[axis]) / 8);
        box.low[axis] = std::floor(box.low[axis] / step + 1e-6) * step;
        box.high[axis] = std::ceil(box.high[axis] / step - 1e-6) * step;
    }
    const std::optional<glm::dvec2> limits[3] = {scene.video.limits_x, scene.video.limits_y,
                                                 scene.video.limits_z};
    for (int axis = 0; axis < 3; ++axis)
        if (limits[axis]) box.low[axis] = limits[axis]->x, box.high[axis] = limits[axis]->y;
    return box;
}

Box find_clip(const VideoSettings& video) {
    Box clip{glm::dvec3(-unlimited), glm::dvec3(unlimited)};
    const std::optional<glm::dvec2> limits[3] = {video.limits_x, video.limits_y, video.limits_z};
    for (int axis = 0; axis < 3; ++axis)
        if (limits[axis]) clip.low[axis] = limits[axis]->x, clip.high[axis] = limits[axis]->y;
    return clip;
}

/// Finds the irradiances that look brightest, and the ends of the strip's scales.
void scale_brightness(Scene& scene) {
    // The largest commanded, of two-photon lights by themselves; 1 where all stay dark.
    double largest = 0, largest_of_foci = 0;
    for_each_signal(*scene.recording, [&](double, std::span<const double> irradiance) {
        for (const ShownSource& shown : scene.sources) {
            double& so_far = shown.two_photon ? largest_of_foci : largest;
            so_far = std::max(so_far, irradiance[shown.signal]);
        }
    });
    const bool apart = !scene.video.light_maximum && largest > 0 && largest_of_foci > 0;
    if (!apart) {
        largest = std::max(largest, largest_of_foci);
        largest = largest_of_foci = largest > 0 ? largest : 1;
    }
    scene.light_maximum = scene.video.light_maximum.value_or(largest);
    scene.focus_maximum = scene.video.light_maximum.value_or(largest_of_foci);
    scene.strip_maximum = std::max(scene.light_maximum, largest);
    scene.focus_strip_maximum = std::max(scene.focus_maximum, largest_of_foci);
}

VideoSettings settings_of(const Scenario& scenario) {
    if (scenario.video) return *scenario.video;
    // Without [video]: everything, with the defaults.
    VideoSettings video;
    for (std::size_t p = 0; p < scenario.populations.size(); ++p) video.populations.push_back(p);
    for (std::size_t l = 0; l < scenario.lights.size(); ++l) video.lights.push_back(l);
    return video;
}

}  // namespace

std::vector<glm::dvec3> Box::corners() const {
    std::vector<glm::dvec3> result;
    for (int corner = 0; corner < 8; ++corner)
        result.push_back({corner & 1 ? high.x : low.x, corner & 2 ? high.y : low.y,
                          corner & 4 ? high.z : low.z});
    return result;
}

int Scene::frame_count() const {
    return std::max(1, int(std::ceil(duration / every - 1e-6)));
}

double Scene::command(const ShownSource& source, double time) const {
    // A row at the very time of the frame counts, whatever the last bit of either.
    return irradiance_at(*recording, source.signal, time * 1e3 + 1e-9);
}

Scene make_scene(const Recording& recording) {
    Scene scene;
    scene.recording = &recording;
    scene.title = recording.scenario.title;
    scene.video = settings_of(recording.scenario);
    const std::int64_t first_step = recording.beginning.step;
    const SimulationSettings& simulation = recording.scenario.simulation;
    scene.begin = double(first_step) * simulation.dt;
    scene.duration = double(simulation.steps - first_step) * simulation.dt;
    for (CameraKeyframe& keyframe : scene.video.camera.keyframes) keyframe.at -= scene.begin;
    scene.every = scene.video.every.value_or(1 / (60 * scene.video.slowdown));
    scene.glow_tau = scene.video.glow / scene.video.slowdown;
    scene.clip = find_clip(scene.video);
    add_populations(scene);
    add_sources(scene);
    if (scene.neurons.empty() && scene.sources.empty())
        throw std::runtime_error(
            "nothing to film (no shown population has positions, and no light is shown). Give a "
            "population "
            "`position`, or look at video.show and video.limits.");
    add_source_places(scene);
    scene.box = find_box(scene);
    scale_brightness(scene);
    return scene;
}

bool moves(const Scene& scene) {
    return std::any_of(scene.sources.begin(), scene.sources.end(), [&](const ShownSource& shown) {
        return !scene.recording->scenario.lights[shown.light].path.times.empty();
    });
}

Scene moved(Scene scene, double time) {
    const Scenario& scenario = scene.recording->scenario;
    const double dt = scenario.simulation.dt;
    // A step that begins at the very time of the frame counts.
    const auto step =
        scene.recording->beginning.step + static_cast<std::int64_t>(std::floor(time / dt + 1e-6));
    for (ShownSource& shown : scene.sources) {
        const Light& light = scenario.lights[shown.light];
        const std::size_t index = shown.signal - scenario.first_source(shown.light);
        const glm::dvec3 by = light.positions_in_force(step, dt)[index] - light.positions[index];
        shown.source.x += by.x, shown.source.y += by.y, shown.source.z += by.z;
    }
    return scene;
}

std::vector<float> glow_at(const Scene& scene, double time) {
    // Sum the trails of the spikes that still show; a spike at the very time of the frame counts.
    std::vector<float> glow(scene.neurons.size(), 0.0f);
    double now = time * 1e3 + 1e-9, tau = scene.glow_tau * 1e3;
    for (const ShownPopulation& population : scene.populations) {
        std::vector<float> trail(scene.recording->positions.at(population.index).size(), 0.0f);
        for_spikes_between(
            *scene.recording, population.index, now - glow_reach_in_tau * tau, now,
            [&](const SpikeSpan& spikes) {
                for (std::size_t s = 0; s < spikes.times_ms.size(); ++s)
                    if (std::uint32_t neuron = spikes.neurons[s]; neuron < trail.size())
                        trail[neuron] += glow_trail(float(now - spikes.times_ms[s]), float(tau));
            });
        for (std::size_t i = population.first_neuron;
             i < population.first_neuron + population.neuron_count; ++i)
            if (float sum = trail[scene.neurons[i].index]; sum > 0) glow[i] = glow_of_trail(sum);
    }
    return glow;
}

}  // namespace spikelight
