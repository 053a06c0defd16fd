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
                                           "chrimson_4s", "gtacr2_4s"),
                         [](const auto& opsin) { return opsin.param; });

}  // namespace
}  // namespace spikelight
