// The same spikes and the same bits of v on every thread count, instruction set and order of visits.
#include <gtest/gtest.h>

#include "tests/backend/hand_made_network.h"
#include "tests/support/all_values.h"
#include "tests/support/force_isa.h"

namespace spikelight {
namespace {

using namespace testing;

/// A network with everything in it: noise, refractory time, drawn weights and delays, light, opsins, all rules.
NetworkData rich_network(bool float64) {
    NetworkData network;
    network.dt = 0.1e-3;
    network.float64 = float64;
    PopulationData& first = add_population(network, 1337);
    first.noise_per_step = 0.4e-3;
    first.t_ref_steps = 20;
    PopulationData& second = add_population(network, 411);
    second.model = MembraneModel::lif;
    second.V_peak = -50e-3;
    second.noise_per_step = 0.2e-3;
    PopulationData& third = add_population(network, 130);
    third.model = MembraneModel::clamp;
    PopulationData& fourth = add_population(network, 301);
    fourth.model = MembraneModel::adex;
    fourth.noise_per_step = 0.3e-3;
    fourth.t_ref_steps = 12;
    fourth.a = 0.5e-9;
    fourth.b = 5e-12;
    fourth.tau_w = 144e-3;
    PopulationData& fifth = add_population(network, 222);
    fifth.model = MembraneModel::poisson;
    fifth.rate = {60};
    fifth.spike_key = 4711;
    for (std::uint32_t i = 0; i < network.neuron_count(); ++i) {
        network.x[i] = 1e-6 * (i % 97);
        network.y[i] = 1e-6 * (i % 89);
        network.z[i] = 2e-4 + 1e-6 * (i % 83);
    }

    using Rule = ProjectionData::Rule;
    add_projection(network, 0, 1, Rule::probability, 0.3e-3, 15).probability = 0.05;
    add_projection(network, 0, 0, Rule::probability, 0.3e-3, 15).probability = 0.02;
    ProjectionData& drawn = add_projection(network, 1, 0, Rule::in_degree, 0, 0);
    drawn.count = 20;
    drawn.weight = {SynapseDraw::Kind::normal, -0.8e-3, 0.2e-3, {}, 7};
    drawn.delay = {SynapseDraw::Kind::uniform, 9, 40, {}, 8};
    ProjectionData& near = add_projection(network, 1, 1, Rule::distance, -0.2e-3, 12);
    near.probability = 0.3;
    near.sigma = 30e-6;
    add_projection(network, 0, 2, Rule::out_degree, 0.1e-3, 10).count = 5;
    add_projection(network, 1, 2, Rule::total, 0.1e-3, 11).count = 500;

    add_projection(network, 4, 3, Rule::probability, 1e-3, 13).probability = 0.1;
    add_projection(network, 3, 0, Rule::probability, 0.2e-3, 14).probability = 0.05;

    LightSource fiber;
    fiber.fiber = make_fiber_field(100e-6, 0.37, 125, 7370, 1.36, 1);
    network.sources = {fiber, fiber};
    network.sources[1].x = 50e-6;
    for (std::uint32_t population : {0u, 2u, 3u}) {
        OpsinData opsin;
        opsin.population = population;
        opsin.parameters = {1.14e-7, 0.00742, 2.33e23, 4150, 868,  0.833, 1.94,  37.3,   58.1,
                            16.1,    63,      105,     13.8, 0.33, 0,     0.043, 0.0171, true};
        opsin.expression = {0.7};
        opsin.photons_per_joule = {2.38e18, 1.2e18};
        network.opsins.push_back(opsin);
        opsin.kind = OpsinKind::pump;
        opsin.pump = {.g0 = 2.234e-8,
                      .E = -0.4,
                      .phim = 1.2e24,
                      .p = 0.7,
                      .ka = 1000,
                      .Gd = 25,
                      .Gr = 50,
                      .a = 2e8,
                      .b = 12,
                      .vartheta_max = 5,
                      .kd = 16,
                      .Psi0 = 4.4286,
                      .g_Cl = 2.3e-9,
                      .Cl_out = 124,
                      .E_Cl0 = -0.07,
                      .vmin = -0.4,
                      .vmax = 0.05};
        opsin.expression = {0.02};
        network.opsins.push_back(opsin);
        opsin.kind = OpsinKind::proportional;
        opsin.I_per_irradiance = 5e-15;
        network.opsins.push_back(opsin);
    }
    // A focus beside the fibers.
    LightSource focus;
    focus.model = LightSource::Model::gaussian_ellipsoid;
    focus.z = 220e-6;
    focus.lateral_exponent = 1e9;
    focus.axial_exponent = 2e8;
    network.sources.push_back(focus);
    for (OpsinData& opsin : network.opsins) opsin.photons_per_joule.push_back(3e18);
    return network;
}

class Parity : public ::testing::TestWithParam<bool> {};

TEST_P(Parity, spikes_and_v_are_bit_identical_for_every_thread_count_isa_and_stretch) {
    NetworkData network = rich_network(GetParam());
    constexpr std::int64_t steps = 400;
    BackendRun expected;
    {
        ForceIsa isa(Isa::baseline);
        expected = run_backend(network, 1, steps, steps);
    }
    // Every population but the clamped one takes part.
    std::vector<int> fired(network.populations.size(), 0);
    for (const Spike& spike : expected.spikes)
        for (std::size_t p = 0; p < fired.size(); ++p)
            fired[p] += spike.neuron - network.populations[p].first < network.populations[p].size;
    for (std::size_t p : {0u, 1u, 3u, 4u}) EXPECT_GT(fired[p], 50) << "population " << p;
    EXPECT_GT(expected.spikes.size(), 500u) << "the network must be alive to prove anything";
    for (Isa isa : available_isas())
        for (int threads : {1, 2, 3})
            for (std::int64_t stretch : {std::int64_t(7), steps}) {
                // Short stretches on one choice of threads are enough to test them.
                if (stretch < steps && threads != 2) continue;
                ForceIsa forced(isa);
                BackendRun run = run_backend(network, threads, steps, stretch);
                SCOPED_TRACE(std::string(isa_name(isa)) + ", " + std::to_string(threads) +
                             " threads, stretches of " + std::to_string(stretch));
                ASSERT_EQ(run.spikes.size(), expected.spikes.size());
                for (std::size_t i = 0; i < run.spikes.size(); ++i) {
                    ASSERT_EQ(run.spikes[i].step, expected.spikes[i].step)
                        << "first difference: spike " << i;
                    ASSERT_EQ(run.spikes[i].neuron, expected.spikes[i].neuron)
                        << "first difference: spike " << i;
                }
                EXPECT_EQ(run.v, expected.v);
                EXPECT_EQ(run.synaptic_events, expected.synaptic_events);
            }
}

TEST(ParityNetwork, has_every_neuron_model_and_kind_of_opsin) {
    const NetworkData network = rich_network(false);
    for (MembraneModel model : all_values<MembraneModel>())
        EXPECT_TRUE(std::any_of(network.populations.begin(), network.populations.end(),
                                [&](const PopulationData& p) { return p.model == model; }))
            << value_name(model);
    for (OpsinKind kind : all_values<OpsinKind>())
        EXPECT_TRUE(std::any_of(network.opsins.begin(), network.opsins.end(),
                                [&](const OpsinData& o) { return o.kind == kind; }))
            << value_name(kind);
}

INSTANTIATE_TEST_SUITE_P(precision, Parity, ::testing::Bool(), [](const auto& precision) {
    return precision.param ? "float64" : "float32";
});

}  // namespace
}  // namespace spikelight
