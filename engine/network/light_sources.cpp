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
    }
    throw std::logic_error("unknown light model");
}

}  // namespace

std::vector<LightSource> make_light_sources(const Scenario& scenario) {
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
        for (std::size_t i = 0; i < light.positions.size(); ++i) {
            source.x = light.positions[i].x;
            source.y = light.positions[i].y;
            source.z = light.positions[i].z;
            source.dx = light.directions[i].x;
            source.dy = light.directions[i].y;
            source.dz = light.directions[i].z;
            sources.push_back(source);
        }
    }
    return sources;
}

}  // namespace spikelight
