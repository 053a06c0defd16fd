#include "engine/network/light_path.h"

namespace spikelight {

std::vector<LightSource> make_light_sources(const Scenario& scenario) {
    std::vector<LightSource> sources;
    sources.reserve(scenario.source_count());
    for (const Light& light : scenario.lights) {
        LightSource source;
        if (light.model == LightModel::fiber)
            source.fiber =
                make_fiber_field(light.core_radius, light.numerical_aperture, light.absorption,
                                 light.scattering, light.refractive_index, light.profile_peak);
        source.model = light.model == LightModel::fiber ? LightSource::Model::fiber
                                                        : LightSource::Model::koehler;
        source.radius = light.radius;
        source.depth = light.depth;
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
