#include "engine/network/light_path.h"

#include <fmt/format.h>

#include <stdexcept>

#include "engine/network/keys.h"
#include "engine/network/values.h"
#include "engine/scenario/opsin_library.h"
#include "kernels/elementary.h"
#include "kernels/philox.h"

namespace spikelight {
namespace {

/// Channel density per neuron; 0 where the neuron does not express.
std::vector<double> draw_expression(const Scenario& scenario, const Opsin& opsin) {
    const Population& population = scenario.populations[opsin.population];
    const std::string name = population.name + "/" + opsin.model;
    std::vector<double> expression = draw_per_neuron(opsin.expression, population.size,
                                                     draw_key(scenario.seed, "expression", name));
    for (std::size_t i = 0; i < expression.size(); ++i)
        if (!(expression[i] >= 0))
            throw std::runtime_error(fmt::format(
                "opsin '{}' of population '{}', neuron {}: expression = {:.6g} (a density of "
                "channels is not negative). Lower its spread, or draw it lognormal",
                opsin.model, population.name, i, expression[i]));
    if (opsin.expressing_fraction >= 1) return expression;

    // Each neuron expresses independently of the others, and of how strongly.
    expression.resize(static_cast<std::size_t>(population.size), expression.front());
    const std::uint64_t key = draw_key(scenario.seed, "expressing", name);
    for (std::size_t i = 0; i < expression.size(); ++i)
        if (uniform_double(philox(key, i, 0).w0) >= opsin.expressing_fraction) expression[i] = 0;
    return expression;
}

}  // namespace

OpsinData make_opsin(const Scenario& scenario, const Opsin& opsin) {
    OpsinData data;
    data.population = static_cast<std::uint32_t>(opsin.population);
    data.kind = opsin.kind;
    data.parameters = opsin.parameters;
    data.pump = opsin.pump;
    data.I_per_irradiance = opsin.I_per_irradiance;
    data.integrator = opsin.integrator;
    data.expression = draw_expression(scenario, opsin);
    if (opsin.kind == OpsinKind::proportional) return data;
    // All sources of a light have its wavelength.
    for (const Light& light : scenario.lights)
        data.photons_per_joule.insert(data.photons_per_joule.end(), light.positions.size(),
                                      effectiveness(opsin, light) / light.photon_energy);
    return data;
}

}  // namespace spikelight
