#include "tests/render/recordings.h"

#include <algorithm>
#include <cmath>
#include <random>
#include <tuple>

#include "tests/support/reference.h"

namespace spikelight::testing {
namespace {

Light fibers_at(std::vector<glm::dvec3> positions) {
    Light light;
    light.name = "fibers";
    light.wavelength = 473e-9;
    light.directions.assign(positions.size(), {0, 0, 1});
    light.initial.assign(positions.size(), 0.0);
    light.positions = std::move(positions);
    return light;
}

void show_all(Scenario& scenario) {
    scenario.video.emplace();
    for (std::size_t p = 0; p < scenario.populations.size(); ++p)
        scenario.video->populations.push_back(p);
    for (std::size_t l = 0; l < scenario.lights.size(); ++l) scenario.video->lights.push_back(l);
}

void add_population(Recording& recording, const char* name, std::vector<glm::dvec3> positions) {
    Population population;
    population.name = name;
    population.size = std::int64_t(positions.size());
    recording.scenario.populations.push_back(population);
    recording.positions.push_back(std::move(positions));
    recording.spikes.emplace_back();
}

/// Puts spikes of (ms, neuron) in the order of a recording.
void set_spikes(RecordedSpikes& spikes, std::vector<std::pair<double, std::uint32_t>> list) {
    std::sort(list.begin(), list.end());
    for (auto [time, neuron] : list) {
        spikes.times_ms.push_back(time);
        spikes.neurons.push_back(neuron);
    }
}

}  // namespace

MeasuredField blob_field() {
    MeasuredField field;
    field.shape = {51, 51, 51};
    field.origin = {-0.25e-3, -0.25e-3, 0};
    field.spacing = glm::dvec3(10e-6);
    std::vector<float> values;
    for (int i = 0; i < 51; ++i)
        for (int j = 0; j < 51; ++j)
            for (int k = 0; k < 51; ++k) {
                const double x = 10 * i - 250 - 100, y = 10 * j - 250 - 60, z = 10 * k - 200;  // um
                values.push_back(float(std::exp(-(x * x + y * y + z * z) / (2 * 40 * 40))));
            }
    field.values = std::make_shared<const std::vector<float>>(std::move(values));
    return field;
}

void become(Light& light, LightModel model) {
    light.model = model;
    light.radius = 300e-6;
    light.depth = 500e-6;
    light.sigma_lateral = 20e-6;
    light.sigma_axial = 50e-6;
    if (model == LightModel::field) light.field = blob_field();
}

Recording tutorial_recording() {
    Recording recording;
    Scenario& scenario = recording.scenario;
    scenario.title = "Video visualization";
    scenario.simulation.steps = 200;
    scenario.simulation.dt = 0.5e-3;
    Csv coordinates(reference("opto_network/coords.csv"));
    std::vector<glm::dvec3> positions[2];
    for (std::size_t row = 0; row < coordinates.rows(); ++row)
        positions[coordinates.text(row, "population") == "inh"].push_back(
            1e-3 * glm::dvec3(coordinates.number(row, "x_mm"), coordinates.number(row, "y_mm"),
                              coordinates.number(row, "z_mm")));
    add_population(recording, "exc", positions[0]);
    add_population(recording, "inh", positions[1]);
    scenario.populations[0].color = Color{1, 99 / 255.0f, 71 / 255.0f};
    scenario.populations[1].color = Color{4 / 255.0f, 133 / 255.0f, 209 / 255.0f};
    Csv spikes(reference("opto_network/spikes_dt0p5.csv.gz"));
    std::vector<std::pair<double, std::uint32_t>> lists[2];
    for (std::size_t row = 0; row < spikes.rows(); ++row)
        if (double step = spikes.number(row, "t_step"); step < 200)
            lists[spikes.text(row, "population") == "inh"].push_back(
                {0.5 * step, std::uint32_t(spikes.number(row, "i"))});
    for (int p = 0; p < 2; ++p) set_spikes(recording.spikes[std::size_t(p)], lists[p]);
    scenario.lights.push_back(fibers_at({{0, 0, 0}, {0.7e-3, 0, 0}}));
    scenario.lights[0].profile_peak = 0.3989422804014327;
    Csv light(reference("opto_network/irradiance.csv"));
    for (std::size_t row = 0; row < light.rows() && light.number(row, "t_ms") < 100; ++row) {
        recording.signals.times_ms.push_back(light.number(row, "t_ms"));
        recording.signals.irradiance.push_back({1e3 * light.number(row, "irr0_fiber0_mW_per_mm2"),
                                                1e3 * light.number(row, "irr0_fiber1_mW_per_mm2")});
    }
    show_all(scenario);
    return recording;
}

Recording crowded_recording(std::size_t neurons) {
    Recording recording;
    recording.scenario.title = "A crowd";
    recording.scenario.simulation.steps = 1000;
    recording.scenario.simulation.dt = 0.1e-3;
    std::mt19937 generator(1);
    auto uniform = [&] { return double(generator()) / 4294967296.0; };
    std::vector<glm::dvec3> positions[2];
    for (std::size_t i = 0; i < neurons; ++i) {
        glm::dvec3 p;
        do p = {2 * uniform() - 1, 2 * uniform() - 1, 2 * uniform() - 1};
        while (p.x * p.x + p.y * p.y > 1);
        positions[i % 5 == 4].push_back({1e-3 * p.x, 1e-3 * p.y, 0.5e-3 + 0.3e-3 * p.z});
    }
    for (int k = 0; k < 2; ++k) {
        std::vector<std::pair<double, std::uint32_t>> list;
        std::size_t size = positions[k].size();
        for (std::size_t s = 0; s < std::size_t(11 * 0.1 * double(size)); ++s)
            list.push_back({100 * uniform(), std::uint32_t(double(size) * uniform())});
        add_population(recording, k ? "inh" : "exc", positions[k]);
        set_spikes(recording.spikes.back(), list);
    }
    recording.scenario.lights.push_back(fibers_at({{0, 0, 0}}));
    recording.signals.times_ms = {0, 30, 70};
    recording.signals.irradiance = {{5e3}, {30e3}, {0}};
    show_all(recording.scenario);
    return recording;
}

Recording varied_recording(std::size_t neurons, std::size_t populations, std::size_t sources) {
    Recording recording;
    recording.scenario.title = "Layers of a cortical column";
    recording.scenario.simulation.steps = 1000;
    recording.scenario.simulation.dt = 0.1e-3;
    std::mt19937 generator(2);
    auto uniform = [&] { return double(generator()) / 4294967296.0; };
    const char* names[] = {"L2/3 exc", "L2/3 inh", "L4 exc", "L4 inh",
                           "L5 exc",   "L5 inh",   "L6 exc", "L6 inh"};
    for (std::size_t k = 0; k < populations; ++k) {
        std::size_t size = neurons / populations;
        std::vector<glm::dvec3> positions(size);
        const std::size_t pair = k / 2, pairs = (populations + 1) / 2;
        double layer = double(pair) / double(pairs);
        for (glm::dvec3& p : positions)
            p = {1.6e-3 * uniform() - 0.8e-3, 1.6e-3 * uniform() - 0.8e-3,
                 0.2e-3 + 1e-3 * (layer + 0.2 * uniform())};
        std::vector<std::pair<double, std::uint32_t>> list;
        for (std::size_t s = 0; s < std::size_t(1.1 * double(size)); ++s)
            list.push_back({100 * uniform(), std::uint32_t(double(size) * uniform())});
        add_population(recording, names[k % 8], std::move(positions));
        set_spikes(recording.spikes.back(), list);
    }
    std::vector<glm::dvec3> tips;
    for (std::size_t s = 0; s < sources; ++s)
        tips.push_back({1.5e-3 * ((double(s) + 0.5) / double(sources) - 0.5), 0, 0});
    recording.scenario.lights.push_back(fibers_at(tips));
    recording.scenario.lights[0].core_radius = 30e-6;
    for (int ms = 0; ms < 100; ms += 2) {
        recording.signals.times_ms.push_back(ms);
        auto& row = recording.signals.irradiance.emplace_back();
        for (std::size_t s = 0; s < sources; ++s)
            row.push_back(30e3 * std::max(0.0, std::sin(0.1 * ms + 0.7 * double(s))));
    }
    show_all(recording.scenario);
    return recording;
}

Recording plain_recording() {
    Recording recording;
    recording.scenario.title = "Plain";
    recording.scenario.simulation.steps = 500;
    recording.scenario.simulation.dt = 0.1e-3;
    add_population(recording, "one", {{0, 0, 0.4e-3}});
    set_spikes(recording.spikes[0], {{10.0, 0}});
    recording.scenario.lights.push_back(fibers_at({{0, 0, 0}}));
    recording.signals.times_ms = {0, 20, 30};
    recording.signals.irradiance = {{0}, {10e3}, {0}};
    show_all(recording.scenario);
    return recording;
}

void look_at_light_from_the_side(Scenario& scenario) {
    VideoSettings& video = *scenario.video;
    video.populations.clear();
    video.limits_x = video.limits_y = glm::dvec2(-0.3e-3, 0.3e-3);
    video.limits_z = glm::dvec2(0.1e-3, 0.7e-3);
    video.camera.azimuth = video.camera.elevation = 0;
    video.camera.look_at = glm::dvec3(0, 0, 0.4e-3);
}

}  // namespace spikelight::testing
