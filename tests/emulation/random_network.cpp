#include "tests/emulation/random_network.h"

#include <algorithm>
#include <cmath>

#include "kernels/broken_state.h"
#include "kernels/elementary_angles.h"
#include "tests/support/all_values.h"

namespace spikelight::testing {
namespace {

using Rule = ProjectionData::Rule;

void add_population(NetworkData& network, Dice& dice, std::uint32_t size) {
    PopulationData p;
    // Half of all populations are eif or lif.
    static const std::uint64_t models = all_values<MembraneModel>().size();
    p.model = MembraneModel(dice.chance(50) ? dice.roll(2) : 2 + dice.roll(models - 2));
    p.first = network.neuron_count();
    p.size = size;
    p.tau_m = dice.between(5e-3, 20e-3);
    p.R_m = 500e6;
    p.E_L = -70e-3;
    p.V_T = -50e-3;
    p.Delta_T = 2e-3;
    p.V_peak = p.model == MembraneModel::lif ? -50e-3 : 30e-3;
    p.V_reset = -58e-3;
    p.t_ref_steps = dice.chance(50) ? int(dice.roll(6)) : 0;
    p.noise_per_step = dice.chance(50) ? dice.between(0.1e-3, 1e-3) : 0;
    p.noise_key = dice.word();
    p.a = 2e-9;
    p.b = 2e-11;
    p.tau_w = 50e-3;
    p.rate = {dice.between(0, 100)};
    p.spike_key = dice.word();
    p.I_e = {dice.between(30e-12, 80e-12)};
    p.v_init = {-65e-3};
    // Half of them start from values of their own, some of which are about to fire.
    if (dice.chance(50)) {
        p.I_e.assign(size, 0);
        p.v_init.assign(size, 0);
        for (double& I : p.I_e) I = dice.between(0, 90e-12);
        for (double& v : p.v_init) v = dice.between(-75e-3, -40e-3);
    }
    network.populations.push_back(p);
    for (std::uint32_t i = 0; i < size; ++i) {
        network.x.push_back(dice.between(-1e-4, 1e-4));
        network.y.push_back(dice.between(-1e-4, 1e-4));
        network.z.push_back(dice.between(-1e-5, 4e-4));
    }
}

SynapseDraw random_draw(Dice& dice, double low, double high, std::size_t listed) {
    SynapseDraw draw;
    draw.key = dice.word();
    draw.a = dice.between(low, high);
    if (listed && dice.chance(60)) {
        draw.kind = SynapseDraw::Kind::list;
        draw.list.resize(listed);
        for (double& value : draw.list) value = dice.between(low, high);
    } else if (dice.chance(50)) {
        draw.kind = SynapseDraw::Kind(1 + dice.roll(3));
        draw.b = draw.kind == SynapseDraw::Kind::uniform ? high : 0.3 * (high - low);
        if (draw.kind == SynapseDraw::Kind::lognormal) {
            draw.a = math::log(0.5 * (std::abs(low) + std::abs(high)));
            draw.b = 0.4;
        }
    }
    return draw;
}

ProjectionData random_projection(const NetworkData& network, Dice& dice, Rule rule,
                                 std::uint32_t from, std::uint32_t to, double weight,
                                 double least_delay) {
    ProjectionData p;
    p.rule = rule;
    p.from = from;
    p.to = to;
    p.key = dice.word();
    p.self = dice.chance(50);
    p.multiple = dice.chance(30);
    p.gaussian = dice.chance(50);
    p.sigma = dice.between(2e-5, 2e-4);
    p.probability = dice.chance(10) ? double(dice.roll(2)) : dice.between(0.02, 0.6);
    std::uint64_t sources = network.populations[from].size, targets = network.populations[to].size;
    std::uint64_t own = from == to && !p.self ? 1 : 0;
    // Distinct draws cannot be more than there are.
    std::uint64_t most = 40;
    if (rule == Rule::in_degree) most = sources - own;
    if (rule == Rule::out_degree) most = targets - own;
    if (rule == Rule::total) most = sources * (targets - own);
    p.count = dice.roll(std::min<std::uint64_t>(most, rule == Rule::total ? 400 : 40) + 1);
    std::size_t listed = 0;
    if (rule == Rule::list) {
        listed = dice.roll(300);
        for (std::size_t k = 0; k < listed; ++k) {
            p.pre.push_back(std::uint32_t(dice.roll(sources)));
            p.post.push_back(std::uint32_t(dice.roll(targets)));
        }
    }
    bool inhibits = dice.chance(30);
    p.weight = random_draw(dice, inhibits ? -weight : 0.1 * weight, weight, listed);
    p.delay = random_draw(dice, least_delay, 12, listed);
    return p;
}

void add_light(NetworkData& network, Dice& dice) {
    LightSource fiber;
    fiber.fiber = make_fiber_field(100e-6, 0.37, 125, 7370, 1.36, 1);
    LightSource lamp;
    lamp.model = LightSource::Model::koehler;
    lamp.radius = 8e-5;
    lamp.depth = 2e-4;
    network.sources = {fiber, lamp};
    for (std::uint64_t k = 0; k < 1 + dice.roll(3); ++k) {
        OpsinData opsin;
        opsin.population = std::uint32_t(dice.roll(network.populations.size()));
        opsin.parameters = {1.14e-7, 0.00742, 2.33e23, 4150, 868,  0.833, 1.94,  37.3,   58.1,
                            16.1,    63,      105,     13.8, 0.33, 0,     0.043, 0.0171, true};
        opsin.parameters.rectifying = dice.chance(50);
        opsin.kind = OpsinKind(dice.roll(all_values<OpsinKind>().size()));
        opsin.pump = {1.0e-9, -400e-3, 2.33e23, 0.793,  4150, 105,    30,      1e6,  1,
                      12.8,   25,      1,       2.3e-8, 124,  -70e-3, -150e-3, 50e-3};
        opsin.I_per_irradiance = 2e-14;
        if (opsin.kind != OpsinKind::proportional && dice.chance(40))
            opsin.integrator = OpsinIntegrator::exponential;
        opsin.expression = {0.7};
        if (dice.chance(50)) {
            opsin.expression.resize(network.populations[opsin.population].size);
            for (double& e : opsin.expression) e = dice.between(0, 1);
        }
        opsin.photons_per_joule = {2.38e18, 1.2e18};
        network.opsins.push_back(opsin);
    }
}

/// Makes a measured field of the second light, over r and z or over x, y and z, smaller than where neurons are.
void measure_light(NetworkData& network, Dice& dice) {
    LightField field;
    field.radial = dice.chance(50);
    std::size_t size = 1;
    for (int axis = 0; axis < 3; ++axis) {
        field.shape[axis] = field.radial && axis == 1 ? 1 : 2 + int(dice.roll(4));
        double reach = axis == 2 ? 3e-4 : 8e-5;
        field.origin[axis] = axis == 2 || field.radial ? 0 : -reach;
        field.inverse_spacing[axis] =
            (field.shape[axis] - 1) / (reach - field.origin[axis]) + (field.shape[axis] == 1);
        size *= std::size_t(field.shape[axis]);
    }
    std::vector<float> values(size);
    for (float& value : values) value = float(dice.between(0, 1));
    network.field_values = {std::make_shared<const std::vector<float>>(std::move(values))};
    field.values = network.field_values[0]->data();
    LightSource& source = network.sources[1];
    source.model = LightSource::Model::field;
    source.field = field;
    source.dx = 0.6, source.dz = 0.8;
}

/// Up to 16 more lights, of both kinds that a formula gives without an edge, anywhere and pointing anywhere. A command of so
/// many, with what each is worth to every opsin, is longer than what resident blocks read of an order at once.
void add_more_light(NetworkData& network, Dice& dice) {
    for (std::uint64_t k = 1 + dice.roll(16); k > 0; --k) {
        LightSource source;
        if (dice.chance(50)) {
            source.fiber = network.sources[0].fiber;
        } else {
            source.model = LightSource::Model::gaussian_ellipsoid;
            source.lateral_exponent = 1 / (2 * 4e-5 * 4e-5);
            source.axial_exponent = 1 / (2 * 1e-4 * 1e-4);
        }
        source.x = dice.between(-1e-4, 1e-4);
        source.y = dice.between(-1e-4, 1e-4);
        source.z = dice.between(-1e-4, 3e-4);
        double polar = dice.between(0, 3.14), azimuth = dice.between(0, 6.28);
        source.dx = math::sin(polar) * math::cos(azimuth);
        source.dy = math::sin(polar) * math::sin(azimuth);
        source.dz = math::cos(polar);
        network.sources.push_back(source);
        for (OpsinData& opsin : network.opsins) opsin.photons_per_joule.push_back(2.38e18);
    }
}

}  // namespace

NetworkData random_network(std::uint64_t seed, Numbers numbers, std::uint32_t size) {
    Dice dice(seed);
    NetworkData network;
    network.dt = 0.5e-3;
    network.float64 = numbers == Numbers::float64;
    std::uint64_t populations = 1 + dice.roll(3);
    for (std::uint64_t p = 0; p < populations; ++p)
        add_population(network, dice, std::uint32_t(1 + dice.roll(size)));
    const std::uint64_t rules = all_values<Rule>().size();
    double weight = numbers == Numbers::float32_wide ? 3.0 : 1.5e-3;
    double least_delay = dice.chance(30) ? 0 : double(1 + dice.roll(10));
    for (std::uint64_t k = 0; k < 1 + dice.roll(6); ++k) {
        // One after another: compilers differ in which argument of a call they find first.
        auto to = std::uint32_t(dice.roll(populations)),
             from = std::uint32_t(dice.roll(populations));
        auto rule = Rule(dice.roll(rules));
        network.projections.push_back(
            random_projection(network, dice, rule, from, to, weight, least_delay));
    }
    if (dice.chance(60)) add_light(network, dice);
    if (!network.sources.empty() && dice.chance(50)) measure_light(network, dice);
    if (!network.sources.empty() && dice.chance(40)) add_more_light(network, dice);
    return network;
}

NetworkData one_projection(std::uint64_t seed, Rule rule, bool recurrent, std::uint32_t size) {
    Dice dice(seed);
    NetworkData network;
    network.dt = 0.5e-3;
    for (int p = 0; p < 2; ++p) add_population(network, dice, std::uint32_t(1 + dice.roll(size)));
    network.projections.push_back(random_projection(network, dice, rule, 0, recurrent ? 0 : 1, 1e-3,
                                                    dice.chance(50) ? 0 : 3));
    return network;
}

std::vector<Readable> readable(const NetworkData& network, std::uint32_t population) {
    std::vector<Readable> all;
    auto add = [&](std::initializer_list<Variable> variables, int opsin) {
        for (Variable variable : variables) all.push_back({variable, opsin});
    };
    add({Variable::v, Variable::input, Variable::refractory}, 0);
    if (network.populations[population].model == MembraneModel::adex) add({Variable::w}, 0);
    int opsin = 0;
    for (const OpsinData& data : network.opsins) {
        if (data.population != population) continue;
        if (opsin == 0) add({Variable::photocurrent, Variable::irradiance}, 0);
        for (int k = 0; k < state_count(data.kind); ++k)
            add({variable_of_state(data.kind, k)}, opsin);
        ++opsin;
    }
    return all;
}

}  // namespace spikelight::testing
