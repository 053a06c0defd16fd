// The tutorial with frozen light on two fibers and ChR2, against Cleo on Brian2: spikes, v, photocurrent, irradiance.
#include <gtest/gtest.h>

#include <numeric>

#include "tests/simulation/run_scenario.h"
#include "tests/support/force_isa.h"
#include "tests/support/reference.h"

namespace spikelight {
namespace {

using namespace testing;

class FrozenOpto : public ::testing::TestWithParam<std::string> {};

TEST_P(FrozenOpto, fires_the_spikes_of_cleo_on_every_thread_count_and_isa) {
    Csv csv(scenario("frozen_opto/expected_spikes_" + GetParam() + ".csv"));
    std::vector<std::pair<std::uint32_t, std::uint32_t>> expected;
    for (std::size_t row = 0; row < csv.rows(); ++row)
        expected.emplace_back(
            csv.number(row, "step"),
            csv.number(row, "index") + (csv.text(row, "population") == "exc" ? 0 : 400));
    std::sort(expected.begin(), expected.end());
    for (Isa isa : available_isas())
        for (int threads : {1, 2, 3}) {
            ForceIsa forced(isa);
            auto run = run_scenario(scenario("frozen_opto/" + GetParam() + ".toml"), threads);
            std::vector<std::pair<std::uint32_t, std::uint32_t>> fired;
            for (const Spike& spike : run.spikes) fired.emplace_back(spike.step, spike.neuron);
            ASSERT_EQ(fired, expected) << isa_name(isa) << ", " << threads << " threads";
        }
}

// v as in the frozen network; photocurrents sum 400 neurons, relative 1e-9 of the peak.
TEST_P(FrozenOpto, has_cleos_v_and_photocurrent_every_millisecond) {
    auto run = run_scenario(scenario("frozen_opto/" + GetParam() + ".toml"), 2);
    Csv csv(reference("opto_network/photocurrent_" + GetParam() + ".csv"));
    const auto& v = run.traces.at({0, 0});
    const auto& current = run.traces.at({0, 1});
    double peak = GetParam() == "dt0p1" ? 1.3527303054331851e-08 : 1.143771343745679e-08;
    ASSERT_EQ(csv.rows(), v.size());
    for (std::size_t row = 0; row < csv.rows(); ++row) {
        for (int neuron : {0, 100, 399})
            ASSERT_NEAR(v[row][std::size_t(neuron)],
                        csv.number(row, "v_exc" + std::to_string(neuron) + "_V"), 1e-11)
                << "row " << row << " neuron " << neuron;
        double total = std::accumulate(current[row].begin(), current[row].end(), 0.0);
        ASSERT_NEAR(total, csv.number(row, "total_photocurrent_A"), 1e-9 * peak) << "row " << row;
    }
}

// Transmittance within 1e-9 relative: what the irradiance of a neuron is made of.
TEST_P(FrozenOpto, has_cleos_irradiance_on_every_neuron) {
    auto run = run_scenario(scenario("frozen_opto/" + GetParam() + ".toml"), 1);
    Csv transmittance(scenario("frozen_opto/expected_transmittance.csv")),
        command(scenario("frozen_opto/irradiance.csv"));
    const auto& irradiance = run.traces.at({0, 2});
    for (std::size_t row = 0; row < irradiance.size(); row += 7)
        for (std::size_t i = 0; i < 400; ++i) {
            // Commands are in mW/mm^2, irradiance in W/m^2.
            double expected =
                1e3 *
                (transmittance.number(i, "fiber0") * command.number(row, "fibers_0_mW_per_mm2") +
                 transmittance.number(i, "fiber1") * command.number(row, "fibers_1_mW_per_mm2"));
            ASSERT_NEAR(irradiance[row][i], expected, 1e-9 * expected)
                << "row " << row << " neuron " << i;
        }
}

INSTANTIATE_TEST_SUITE_P(runs, FrozenOpto, ::testing::Values("dt0p1", "dt0p5"),
                         [](const auto& run) { return run.param; });

}  // namespace
}  // namespace spikelight
