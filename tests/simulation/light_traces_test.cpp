// Light at neurons in any direction, through a whole run: source k is on in step k, and its target is neuron k.
#include <gtest/gtest.h>

#include "tests/simulation/run_scenario.h"
#include "tests/support/reference.h"

namespace spikelight {
namespace {

using namespace testing;

class OrientedLight : public ::testing::TestWithParam<std::string> {};

TEST_P(OrientedLight, of_each_source_on_its_target_is_cleos_within_1e_9) {
    auto run = run_scenario(scenario("oriented_light/" + GetParam() + ".toml"), 2);
    Csv expected(scenario("oriented_light/expected_" + GetParam() + ".csv"));
    const auto& irradiance = run.traces.at({0, 0});
    ASSERT_EQ(irradiance.size(), expected.rows());
    for (std::size_t k = 0; k < expected.rows(); ++k) {
        double transmittance = expected.number(k, "transmittance");
        EXPECT_NEAR(irradiance[k][k] / 1e3, transmittance, 1e-9 * transmittance) << "source " << k;
    }
}

INSTANTIATE_TEST_SUITE_P(fibers, OrientedLight,
                         ::testing::Values("foutz473_default", "thin_fiber_R50um_NA022",
                                           "wide_fiber_R200um_NA050"),
                         [](const auto& fiber) { return fiber.param; });

class VoltageClamp : public ::testing::TestWithParam<std::string> {};

// Euler columns to 1e-9 of the peak, through scenario, controllers, beams and opsins. Trace row j is t = j ms.
TEST_P(VoltageClamp, photocurrents_are_those_of_cleo) {
    for (std::string protocol : {"pulse", "train20Hz"}) {
        auto run =
            run_scenario(scenario("voltage_clamp/" + GetParam() + "_" + protocol + ".toml"), 1);
        Csv csv(reference("opsin_voltage_clamp/" + GetParam() + ".csv.gz"));
        double peak = 0;
        for (std::string v : {"-70mV", "-40mV", "20mV"})
            for (double I : csv.numbers("I_euler_v" + v + "_A")) peak = std::max(peak, std::abs(I));
        std::map<double, std::size_t> beam = {{0.1, 0}, {1, 1}, {5, 2}, {30, 3}};
        int compared = 0;
        for (std::size_t row = 0; row < csv.rows(); ++row) {
            if (csv.text(row, "protocol") != protocol) continue;
            std::size_t t_ms = std::size_t(csv.number(row, "t_ms"));
            if (t_ms >= 300) continue;
            std::size_t neuron = beam.at(csv.number(row, "irradiance_mW_per_mm2"));
            std::size_t trace = 0;
            for (std::string v : {"-70mV", "-40mV", "20mV"}) {
                ASSERT_NEAR(run.traces.at({trace++, 0}).at(t_ms).at(neuron),
                            csv.number(row, "I_euler_v" + v + "_A"), 1e-9 * peak)
                    << protocol << " " << v << " at " << t_ms << " ms, beam " << neuron;
                ++compared;
            }
        }
        EXPECT_EQ(compared, 300 * 4 * 3);
    }
}

INSTANTIATE_TEST_SUITE_P(opsins, VoltageClamp,
                         ::testing::Values("chr2_4s", "chr2_b4s", "chr2_h134r_4s", "vfchrimson_4s",
                                           "chrimson_4s", "gtacr2_4s", "enphr3_3s"),
                         [](const auto& opsin) { return opsin.param; });

// P4 and Cl_in by name, Cl_in in mM; 1e-9 of the 10 mM that there are.
TEST(VoltageClampOfThePump, StatesCanBeRecorded) {
    auto run = run_scenario(
        scenario("voltage_clamp/enphr3_3s_pulse.toml"), 1,
        {{"record.trace.1.variables", "[\"photocurrent\", \"P4\", \"Cl_in\", \"P0\"]"}});
    Csv csv(reference("opsin_voltage_clamp/enphr3_3s.csv.gz"));
    for (std::size_t row = 0; row < 300; ++row)
        for (std::size_t beam = 0; beam < 4; ++beam) {
            const std::size_t expected = beam * 301 + row;
            ASSERT_EQ(csv.number(expected, "t_ms"), row);
            EXPECT_NEAR(run.traces.at({1, 1})[row][beam], csv.number(expected, "P4_euler_1"), 1e-9);
            EXPECT_NEAR(run.traces.at({1, 2})[row][beam],
                        csv.number(expected, "Cl_in_euler_v-40mV_mM"), 1e-8);
            EXPECT_NEAR(run.traces.at({1, 3})[row][beam], csv.number(expected, "P0_euler_1"), 1e-9);
        }
}

/// The pump's voltage clamp with more opsins in its second population.
std::vector<Override> with_opsins(const std::string& more) {
    return {
        {"opsin", "[{ population = \"clamp_m40mV\", model = \"enphr3_3s\", spectrum = \"cleo\" }" +
                      more + "]"},
        {"record.trace",
         "[{ population = \"clamp_m40mV\", variables = [\"photocurrent\", \"irradiance\", "
         "\"Cl_in\"], every = \"1 ms\" }]"}};
}

// Opsins of one population add up, whatever their kinds; the proportional one gives its factor times the irradiance.
TEST(SeveralOpsins, AddTheirCurrents) {
    const auto file = scenario("voltage_clamp/enphr3_3s_pulse.toml");
    auto pump = run_scenario(file, 1, with_opsins(""));
    auto all = run_scenario(
        file, 1,
        with_opsins(", { population = \"clamp_m40mV\", model = \"proportional\", "
                    "I_per_irradiance = \"20 pA/(mW/mm^2)\", expression = 0.5 }"
                    ", { population = \"clamp_m40mV\", model = \"chrimson_4s\", expression = 0 }"));
    ASSERT_EQ(all.traces.at({0, 0}).size(), 300u);
    for (std::size_t row = 0; row < 300; ++row)
        for (std::size_t beam = 0; beam < 4; ++beam) {
            const double irradiance = all.traces.at({0, 1})[row][beam];
            const double added = 0.5 * 20e-12 * (irradiance / 1e3);
            // Sums and products of doubles near 1e-9 A.
            EXPECT_NEAR(all.traces.at({0, 0})[row][beam], pump.traces.at({0, 0})[row][beam] + added,
                        1e-22);
            EXPECT_EQ(all.traces.at({0, 2})[row][beam], pump.traces.at({0, 2})[row][beam]);
        }
    // Light is on at 100 ms: 30 mW/mm^2 under the last beam.
    EXPECT_NEAR(all.traces.at({0, 1})[100][3], 30e3, 1e-9);
}

}  // namespace
}  // namespace spikelight
