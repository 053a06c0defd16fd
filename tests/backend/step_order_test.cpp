// The order of operations within one step, against Brian2 (tests/reference/step_order).
#include <gtest/gtest.h>

#include "tests/backend/hand_made_network.h"
#include "tests/support/reference.h"

namespace spikelight {
namespace {

using namespace testing;

// The reference neuron has no leak: v += drive. A leaky neuron with dt / tau_m = 2^-60 and R_m I_e = drive 2^60 does exactly
// that in float32 and float64: the leak is far below the last bit, and every other operation is exact.
NetworkData step_order_network(bool float64) {
    Csv neurons(reference("step_order/neurons.csv")),
        synapses(reference("step_order/synapses.csv"));
    NetworkData network;
    network.dt = 0.5e-3;
    network.float64 = float64;
    PopulationData& population = add_population(network, std::uint32_t(neurons.rows()));
    population.model = MembraneModel::lif;
    population.tau_m = network.dt * 0x1p60;
    population.R_m = 1;
    population.E_L = 0;
    population.V_peak = 1;
    population.V_reset = 0;
    population.I_e.clear();
    for (double drive : neurons.numbers("drive_per_step_1"))
        population.I_e.push_back(drive * 0x1p60);
    population.v_init = neurons.numbers("v_init_1");

    ProjectionData& list = add_projection(network, 0, 0, ProjectionData::Rule::list, 0, 0);
    list.weight.kind = list.delay.kind = SynapseDraw::Kind::list;
    for (std::size_t row = 0; row < synapses.rows(); ++row) {
        list.pre.push_back(std::uint32_t(synapses.number(row, "i_pre")));
        list.post.push_back(std::uint32_t(synapses.number(row, "j_post")));
        list.weight.list.push_back(synapses.number(row, "weight_1"));
        list.delay.list.push_back(synapses.number(row, "delay_steps"));
    }
    return network;
}

class StepOrder : public ::testing::TestWithParam<bool> {};

TEST_P(StepOrder, spikes_and_v_of_every_step_are_those_of_brian2) {
    NetworkData network = step_order_network(GetParam());
    Csv spikes(reference("step_order/spikes.csv")), v(reference("step_order/v.csv"));
    auto backend = make_cpu_backend(1);
    backend->build(network);
    Observation all{0, Variable::v, 0, {0, 1, 2, 3, 4, 5}};
    std::vector<double> values(6);
    std::size_t spike_row = 0;
    for (std::int64_t step = 0; step < 60; ++step) {
        backend->observe(step, all, values);
        for (std::size_t i = 0; i < 6; ++i)
            EXPECT_EQ(values[i], v.number(std::size_t(step) * 6 + i, "v_before_update_1"))
                << "step " << step << " neuron " << i;
        backend->advance(step, step + 1);
        for (const Spike& spike : backend->spikes()) {
            ASSERT_LT(spike_row, spikes.rows());
            EXPECT_EQ(spike.step, spikes.number(spike_row, "t_step"));
            EXPECT_EQ(spike.neuron, spikes.number(spike_row, "i"));
            ++spike_row;
        }
    }
    EXPECT_EQ(spike_row, spikes.rows());
}

INSTANTIATE_TEST_SUITE_P(precision, StepOrder, ::testing::Bool(), [](const auto& precision) {
    return precision.param ? "float64" : "float32";
});

// The rule of scenario.md: with r = t_ref / dt, v stays at V_reset in steps k+1 ... k+r-1 after a spike in step k.
TEST(Refractory, holds_v_at_reset_for_r_minus_one_steps_and_loses_input) {
    for (int r : {0, 1, 2, 5}) {
        NetworkData network;
        network.dt = 0.1e-3;
        // The first neuron climbs by 1/4 a step from its current, and by 1/4 from the other, which fires in every step.
        for (std::uint32_t p : {0u, 1u}) {
            PopulationData& population = add_population(network, 1);
            population.model = MembraneModel::lif;
            population.tau_m = network.dt * 0x1p60;
            population.R_m = 1;
            population.E_L = population.V_reset = 0;
            population.V_peak = 0.9;
            population.v_init = {0};
            population.I_e = {p == 0 ? 0x1p58 : 0x1p60};
        }
        network.populations[0].t_ref_steps = r;
        add_projection(network, 1, 0, ProjectionData::Rule::all_to_all, 0.25, 0);
        auto backend = make_cpu_backend(1);
        backend->build(network);
        backend->advance(0, 40);
        std::vector<std::uint32_t> steps;
        for (const Spike& spike : backend->spikes())
            if (spike.neuron == 0) steps.push_back(spike.step);
        // From 0, before the test of its steps: 1/4, 3/4, 5/4. Input that came while it was held would make it faster.
        std::uint32_t interval = std::max<std::uint32_t>(r, 1) + 2;
        ASSERT_EQ(steps.size(), (40 - 2 + interval - 1) / interval) << "t_ref of " << r << " steps";
        for (std::size_t k = 0; k < steps.size(); ++k)
            EXPECT_EQ(steps[k], 2 + k * interval) << "t_ref of " << r << " steps";
    }
}

}  // namespace
}  // namespace spikelight
