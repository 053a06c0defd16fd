// The tutorial's network with frozen connectivity and currents, against Brian2: every spike of 500 ms, and v.
#include <gtest/gtest.h>

#include "tests/simulation/run_scenario.h"
#include "tests/support/force_isa.h"
#include "tests/support/reference.h"

namespace spikelight {
namespace {

using namespace testing;

/// An expected_spikes_*.csv as spikes with global indices, in our order.
std::vector<Spike> expected_spikes(const std::filesystem::path& file) {
    Csv csv(file);
    std::vector<Spike> spikes;
    for (std::size_t row = 0; row < csv.rows(); ++row) {
        std::uint32_t first = csv.text(row, "population") == "exc" ? 0 : 400;
        spikes.push_back({std::uint32_t(csv.number(row, "step")),
                          first + std::uint32_t(csv.number(row, "index"))});
    }
    std::sort(spikes.begin(), spikes.end(), [](const Spike& a, const Spike& b) {
        return std::pair(a.step, a.neuron) < std::pair(b.step, b.neuron);
    });
    return spikes;
}

class FrozenNetwork : public ::testing::TestWithParam<std::string> {};

TEST_P(FrozenNetwork, fires_the_spikes_of_brian2_on_every_thread_count_and_isa) {
    auto expected =
        expected_spikes(scenario("frozen_network/expected_spikes_" + GetParam() + ".csv"));
    ASSERT_GT(expected.size(), 4000u);
    for (Isa isa : available_isas())
        for (int threads : {1, 2, 3}) {
            ForceIsa forced(isa);
            SCOPED_TRACE(std::string(isa_name(isa)) + ", " + std::to_string(threads) + " threads");
            auto run = run_scenario(scenario("frozen_network/" + GetParam() + ".toml"), threads);
            ASSERT_TRUE(same_spikes(run.spikes, expected));
        }
}

// 1e-11 V: another order of operations or another exponential moves v by at most 4.5e-14 V (reference/README.md).
TEST_P(FrozenNetwork, has_brian2s_v_within_1e_11_V) {
    auto run = run_scenario(
        scenario("frozen_network/" + GetParam() + ".toml"), 2,
        {{"record.trace.0.every", GetParam().starts_with("dt0p1") ? "0.1 ms" : "0.5 ms"}});
    Csv csv(reference("network_small/v_" + GetParam() + ".csv.gz"));
    const auto& v = run.traces.at({0, 0});
    int compared = 0;
    for (int step : {1, 2, 20, 100, 200, 400, 500, 800, 999, 1000, 2000, 4000, 4999}) {
        std::string column = "v_step" + std::to_string(step) + "_V";
        if (!csv.has(column)) continue;
        for (std::size_t i = 0; i < 400; ++i)
            ASSERT_NEAR(v.at(std::size_t(step)).at(i), csv.number(i, column), 1e-11)
                << "neuron " << i << " " << column;
        ++compared;
    }
    EXPECT_EQ(compared, 8);
}

INSTANTIATE_TEST_SUITE_P(runs, FrozenNetwork,
                         ::testing::Values("dt0p1_delay0p0", "dt0p1_delay1p5", "dt0p5_delay0p0",
                                           "dt0p5_delay1p5"),
                         [](const auto& run) { return run.param; });

}  // namespace
}  // namespace spikelight
