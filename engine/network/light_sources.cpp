#include "engine/network/light_path.h"

#include <stdexcept>

namespace spikelight {
namespace {

LightSource::Model model_of(LightModel model) {
    switch (model) {
        case LightModel::fiber:
            return LightSource::Model::fiber;
        case LightModel::koehler:
            return LightSource::Model::koehler;
        case LightModel::gaussian_ellipsoid:
            return LightSource::Model::gaussian_ellipsoid;
        case LightModel::field:
            return LightSource::Model::field;
    }
    throw std::logic_error("unknown light model");
}

}  // namespace

LightField make_light_field(const MeasuredField& measured) {
    LightField field;
    field.values = measured.values->data();
    field.radial = measured.radial;
    for (int axis = 0; axis < 3; ++axis) {
        field.shape[axis] = measured.shape[static_cast<std::size_t>(axis)];
        field.origin[axis] = measured.origin[axis];
        field.inverse_spacing[axis] = 1 / measured.spacing[axis];
    }
    return field;
}

std::vector<LightSource> make_light_sources(const Scenario& scenario) {
    return sources_in_force(scenario, 0);
}

std::vector<LightSource> sources_in_force(const Scenario& scenario, std::int64_t step) {
    std::vector<LightSource> sources;
    sources.reserve(scenario.source_count());
    for (const Light& light : scenario.lights) {
        LightSource source;
        if (light.model == LightModel::fiber)
            source.fiber =
                make_fiber_field(light.core_radius, light.numerical_aperture, light.absorption,
                                 light.scattering, light.refractive_index, light.profile_peak);
        source.model = model_of(light.model);
        source.radius = light.radius;
        source.depth = light.depth;
        if (light.model == LightModel::gaussian_ellipsoid) {
            source.lateral_exponent = 1 / (2 * light.sigma_lateral * light.sigma_lateral);
            source.axial_exponent = 1 / (2 * light.sigma_axial * light.sigma_axial);
        }
        if (light.model == LightModel::field) source.field = make_light_field(light.field);
        const std::vector<glm::dvec3> positions =
            light.positions_in_force(step, scenario.simulation.dt);
        for (std::size_t i = 0; i < positions.size(); ++i) {
            source.x = positions[i].x;
            source.y = positions[i].y;
            source.z = positions[i].z;
            source.dx = light.directions[i].x;
            source.dy = light.directions[i].y;
            source.dz = light.directions[i].z;
            sources.push_back(source);
        }
    }
    return sources;
}

}  // namespace spikelight
