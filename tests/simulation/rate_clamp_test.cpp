// The closed loop as a whole: light holds the firing rate of a population.
#include <gtest/gtest.h>

#include "tests/simulation/run_scenario.h"
#include "tests/support/reference.h"

namespace spikelight {
namespace {

using namespace testing;

// What a rate clamp promises: 5 % over a second; a bin of 100 ms counts about 8000 spikes, so that 15 % is far beyond
// chance and means that the loop oscillates.
TEST(RateClamp, HoldsTwentyHertzWithinFivePercentInItsLastSecond) {
    const auto run = run_scenario(example("rate_clamp.toml"), 1);
    const double neurons = 4000;
    std::vector<double> rates(20, 0.0);
    for (const Spike& spike : run.spikes)
        if (spike.neuron < 4000) rates[spike.step / 1000] += 1 / (neurons * 0.1);
    double mean = 0;
    for (std::size_t bin = 10; bin < 20; ++bin) {
        mean += rates[bin] / 10;
        EXPECT_NEAR(rates[bin], 20, 0.15 * 20) << "from " << bin * 100 << " ms";
    }
    EXPECT_NEAR(mean, 20, 0.05 * 20);
    std::string bins;
    for (double rate : rates) bins += std::to_string(rate) + " ";
    RecordProperty("rates_Hz", bins);
    // The light is off until the controller starts at 300 ms and its command arrives 3 ms later.
    ASSERT_GE(run.commands.size(), 2u);
    EXPECT_EQ(run.commands[0].second[0], 0);
    EXPECT_EQ(run.commands[1].first, 3030);
}

}  // namespace
}  // namespace spikelight
