// Opsins integrated exponentially, through whole runs: the accurate columns of the reference (DOP853, rtol 1e-12), which
// no step size can change.
#include <gtest/gtest.h>

#include "tests/simulation/run_scenario.h"
#include "tests/support/reference.h"

namespace spikelight {
namespace {

using namespace testing;

const std::vector<std::string> voltages = {"-70mV", "-40mV", "20mV"};

std::vector<Override> exponentially(const std::string& dt) {
    return {{"opsin.0.integrator", "exponential"},
            {"opsin.1.integrator", "exponential"},
            {"opsin.2.integrator", "exponential"},
            {"simulation.dt", dt},
            {"loop.sample_period", dt}};
}

/// The largest deviation of a photocurrent from an opsin's accurate columns, of the largest of all its currents.
double largest_deviation(const std::string& opsin, const std::string& protocol,
                         const std::vector<Override>& overrides) {
    auto run =
        run_scenario(scenario("voltage_clamp/" + opsin + "_" + protocol + ".toml"), 1, overrides);
    Csv csv(reference("opsin_voltage_clamp/" + opsin + ".csv.gz"));
    const std::map<double, std::size_t> beam = {{0.1, 0}, {1, 1}, {5, 2}, {30, 3}};
    double peak = 0, deviation = 0;
    int compared = 0;
    for (std::size_t row = 0; row < csv.rows(); ++row) {
        const auto t_ms = static_cast<std::size_t>(csv.number(row, "t_ms"));
        if (csv.text(row, "protocol") != protocol || t_ms >= 300) continue;
        const std::size_t neuron = beam.at(csv.number(row, "irradiance_mW_per_mm2"));
        for (std::size_t v = 0; v < voltages.size(); ++v) {
            const double expected = csv.number(row, "I_accurate_v" + voltages[v] + "_A");
            const double ours = run.traces.at({v, 0}).at(t_ms).at(neuron);
            // A current that is not a number deviates most.
            const double difference = std::abs(ours - expected);
            deviation = difference <= deviation ? deviation : difference;
            peak = std::max(peak, std::abs(expected));
            ++compared;
        }
    }
    EXPECT_EQ(compared, 300 * 4 * 3);
    return deviation / peak;
}

class ExponentialOpsin : public ::testing::TestWithParam<std::string> {};

TEST_P(ExponentialOpsin, FollowsTheAccurateSolutionAtAnyStep) {
    // 3000 steps of a few roundings of 1e-16 each, and the reference's own 1e-12 per unit of its error control. Chloride
    // is not linear: its steps leave (dt rate)^2 / 2 of its change each, 1e-9 in all at 0.5 ms.
    const double tolerance = GetParam() == "enphr3_3s" ? 1e-8 : 1e-10;
    for (const std::string protocol : {"pulse", "train20Hz"})
        for (const std::string dt : {"0.1 ms", "0.5 ms", "1 ms"})
            EXPECT_LT(largest_deviation(GetParam(), protocol, exponentially(dt)), tolerance)
                << protocol << " at " << dt;
}

TEST_P(ExponentialOpsin, InFloatStaysWithinATenThousandth) {
    // As with Euler: slow recovery adds 1e-4 of a state, rounded to 6e-8, for 3000 steps.
    auto overrides = exponentially("0.1 ms");
    overrides.emplace_back("simulation.precision", "float32");
    EXPECT_LT(largest_deviation(GetParam(), "pulse", overrides), 1e-4);
}

INSTANTIATE_TEST_SUITE_P(Models, ExponentialOpsin,
                         ::testing::Values("chr2_4s", "chr2_b4s", "chr2_h134r_4s", "vfchrimson_4s",
                                           "chrimson_4s", "gtacr2_4s", "enphr3_3s"),
                         [](const auto& opsin) { return opsin.param; });

TEST(ExponentialOpsins, AreStableWhereEulerIsNot) {
    // tests/reference/README.md, defect 9: GtACR2 at 0.5 ms above 9 mW/mm^2. The fourth beam is of 30 mW/mm^2.
    EXPECT_GT(largest_deviation("gtacr2_4s", "pulse",
                                {{"simulation.dt", "0.5 ms"}, {"loop.sample_period", "0.5 ms"}}),
              0.5);
    EXPECT_LT(largest_deviation("gtacr2_4s", "pulse", exponentially("0.5 ms")), 1e-10);
    // Steps of 5 ms, of hundreds of time constants, are exact as well: every fifth row is a step's start.
    auto run = run_scenario(scenario("voltage_clamp/gtacr2_4s_pulse.toml"), 1,
                            {{"opsin.0.integrator", "exponential"},
                             {"opsin.1.integrator", "exponential"},
                             {"opsin.2.integrator", "exponential"},
                             {"simulation.dt", "5 ms"},
                             {"loop.sample_period", "5 ms"},
                             {"record.trace.0.every", "5 ms"},
                             {"record.trace.1.every", "5 ms"},
                             {"record.trace.2.every", "5 ms"}});
    Csv csv(reference("opsin_voltage_clamp/gtacr2_4s.csv.gz"));
    for (std::size_t row = 3 * 301; row < 3 * 301 + 300; row += 5) {
        ASSERT_EQ(csv.number(row, "irradiance_mW_per_mm2"), 30);
        const double expected = csv.number(row, "I_accurate_v-40mV_A");
        EXPECT_NEAR(run.traces.at({1, 0}).at((row - 903) / 5).at(3), expected, 1e-10 * 1.3e-9)
            << "at " << csv.number(row, "t_ms") << " ms";
    }
}

}  // namespace
}  // namespace spikelight
