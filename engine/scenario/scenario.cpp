#include "engine/scenario/scenario.h"

#include <algorithm>
#include <numbers>

namespace spikelight {

std::size_t Scenario::first_source(std::size_t light) const {
    std::size_t first = 0;
    for (std::size_t i = 0; i < light; ++i) first += lights[i].positions.size();
    return first;
}

std::size_t Scenario::source_count() const {
    return first_source(lights.size());
}

std::vector<const Light*> Scenario::lights_of(const Controller& controller) const {
    std::vector<const Light*> commanded;
    for (std::size_t light : controller.lights) commanded.push_back(&lights[light]);
    return commanded;
}

std::int64_t Scenario::first_neuron(std::size_t population) const {
    std::int64_t first = 0;
    for (std::size_t i = 0; i < population; ++i) first += populations[i].size;
    return first;
}

std::int64_t Scenario::neuron_count() const {
    return first_neuron(populations.size());
}

std::vector<Signal> Scenario::signals() const {
    std::vector<Signal> signals;
    for (std::size_t p = 0; p < populations.size(); ++p)
        signals.push_back({populations[p].name, ObservableKind::spikes, observables.size(), p});
    for (std::size_t o = 0; o < observables.size(); ++o) {
        const Observable& observable = observables[o];
        const std::size_t sites = observable.sites.size();
        if (sites < 2) signals.push_back({observable.name, observable.kind, o, 0});
        for (std::size_t site = 0; sites > 1 && site < sites; ++site)
            signals.push_back(
                {observable.name + "_" + std::to_string(site), observable.kind, o, site});
    }
    return signals;
}

double MeasuredField::peak() const {
    return values && !values->empty() ? *std::max_element(values->begin(), values->end()) : 0;
}

bool MeasuredField::operator==(const MeasuredField& other) const {
    const bool same_values =
        values == other.values || (values && other.values && *values == *other.values);
    return radial == other.radial && shape == other.shape && origin == other.origin &&
           spacing == other.spacing && same_values;
}

double source_area(const Light& light) {
    const double radius = light.model == LightModel::fiber ? light.core_radius : light.radius;
    return std::numbers::pi * radius * radius;
}

std::vector<glm::dvec3> Light::positions_at(double time) const {
    if (path.times.empty()) return positions;
    if (time <= path.times.front()) return path.positions.front();
    if (time >= path.times.back()) return path.positions.back();
    // Between the row before and the row after.
    const auto after = std::upper_bound(path.times.begin(), path.times.end(), time);
    const auto row = static_cast<std::size_t>(after - path.times.begin());
    const double begin = path.times[row - 1], end = path.times[row];
    const double part = (time - begin) / (end - begin);
    std::vector<glm::dvec3> points = path.positions[row - 1];
    for (std::size_t i = 0; i < points.size(); ++i)
        points[i] += part * (path.positions[row][i] - points[i]);
    return points;
}

}  // namespace spikelight
