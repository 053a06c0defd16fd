// Controllers that observe: on_off and pi, against numbers worked out by hand.
#include <gtest/gtest.h>

#include "tests/control/control_scenario.h"

namespace spikelight {
namespace {

using testing::add_controller;
using testing::lit_scenario;

/// A light of two sources, 10 steps of 0.1 ms between samples, and populations of 4 and 8 neurons.
Scenario observed_scenario(std::int64_t latency_steps = 0) {
    Scenario scenario = lit_scenario({3, 5}, 10, latency_steps);
    Population population;
    population.size = 4;
    scenario.populations.push_back(population);
    population.size = 8;
    scenario.populations.push_back(population);
    scenario.lights[0].maximum = 100;
    return scenario;
}

/// The irradiance of the first source after each sample, where population 1 fires `spikes[j]` spikes before sample j.
std::vector<double> respond(const Scenario& scenario, const std::vector<std::uint64_t>& spikes) {
    ControlLoop loop(scenario);
    std::vector<double> irradiance;
    for (std::size_t j = 0; j < spikes.size(); ++j) {
        const auto step = static_cast<std::int64_t>(10 * j);
        EXPECT_EQ(loop.next_sample(step > 0 ? step - 9 : 0), step) << "every sample is needed";
        // Population 0 fires wildly, and must not matter.
        loop.sample({step, {1000 + 7 * j, spikes[j]}});
        loop.apply(step);
        irradiance.push_back(loop.irradiance()[0]);
    }
    return irradiance;
}

TEST(OnOff, LightIsOnWhileTheWindowHoldsTooFewSpikes) {
    // 8 neurons in 3 ms: below 250 Hz is fewer than 6 spikes among the last three periods.
    Scenario scenario = observed_scenario();
    add_controller(scenario, OnOffCommand{{1, Comparison::below, 250, 30}, {7, 9}});
    EXPECT_EQ(respond(scenario, {0, 3, 2, 1, 2, 3, 0, 9, 0, 0, 0}),
              (std::vector<double>{7, 7, 7, 0, 7, 0, 7, 0, 0, 0, 7}));
}

TEST(OnOff, TheWindowReachesBackBeforeTheStart) {
    Scenario scenario = observed_scenario();
    add_controller(scenario, OnOffCommand{{1, Comparison::below, 250, 30}, {7, 9}}, 30);
    // At the start the spikes of sample 1 still count: 6 + 0 + 0. Before it the initial 3 W/m^2 shine.
    EXPECT_EQ(respond(scenario, {0, 6, 0, 0, 0}), (std::vector<double>{3, 3, 3, 0, 7}));
}

/// Target 250 Hz, filter 3 ms, so that the filter's factor is T / (T + filter) = 1/4; integral time 4 ms.
PiCommand pi_command(double gain) {
    PiCommand command;
    command.observes = 1;
    command.target = 250;
    command.filter = 3e-3;
    command.gain = gain;
    command.integral_time = 4e-3;
    return command;
}

void expect_near(const std::vector<double>& found, const std::vector<double>& expected) {
    ASSERT_EQ(found.size(), expected.size());
    // A few roundings of numbers up to 1000.
    for (std::size_t j = 0; j < found.size(); ++j)
        EXPECT_NEAR(found[j], expected[j], 1e-11) << "sample " << j;
}

TEST(Pi, CommandsFollowTheErrorAndItsIntegral) {
    // 8 neurons, T = 1 ms: n spikes are 125 n Hz.
    //   n        0      4        0        8
    //   r        0      125      93.75    320.3125
    //   e        250    125      156.25   -70.3125
    //   I        0.25   0.375    0.53125  0.4609375
    //   I/4 ms   62.5   93.75    132.8125 115.234375
    // u = e + I / 4 ms, a tenth of it here.
    Scenario scenario = observed_scenario();
    add_controller(scenario, pi_command(0.1));
    expect_near(respond(scenario, {0, 4, 0, 8}), {31.25, 21.875, 28.90625, 4.4921875});
}

TEST(Pi, TheRateIsFilteredFromZeroAndTheIntegralRunsFromTheStart) {
    // r as above; at samples 0 and 1 the controller sleeps. I = 0.15625; sample 3 asks for less than 0.
    Scenario scenario = observed_scenario();
    add_controller(scenario, pi_command(0.1), 20);
    expect_near(respond(scenario, {0, 4, 0, 8}), {3, 3, 0.1 * (156.25 + 39.0625), 0});
}

TEST(Pi, TheIntegralStopsWhereTheCommandIsClippedInTheErrorsDirection) {
    // Gain 1, maximum 100: silent neurons (e = 250) ask for more than there is, so I stays 0. Then
    // r = 250 + 37.5 would take 2.4 spikes; take 16 spikes: r = 500, e = -250: u = -250 -> 0, I stays 0. Then silence:
    // r = 375, e = -125: still 0; r = 281.25, e = -31.25: 0; r = 210.9375, e = 39.0625: I = 0.0390625,
    // u = 39.0625 + 9.765625.
    Scenario scenario = observed_scenario();
    add_controller(scenario, pi_command(1));
    expect_near(respond(scenario, {0, 0, 16, 0, 0, 0}), {100, 100, 0, 0, 0, 48.828125});
}

TEST(Pi, ANegativeGainSilences) {
    // Too many spikes call for light: r = 500 -> e = -250, I = -0.25, u = -0.1 (-250 - 62.5).
    Scenario scenario = observed_scenario();
    add_controller(scenario, pi_command(-0.1));
    expect_near(respond(scenario, {0, 16}), {0, 31.25});
}

TEST(Pi, FollowsATargetThatChanges) {
    // Rows at 1.05 and 3 ms, sampled every ms: the first counts before its time, too, the second from sample 3 on.
    //   n        0      4        0        8
    //   r        0      125      93.75    320.3125
    //   target   250    250      250      400
    //   e        250    125      156.25   79.6875
    //   I        0.25   0.375    0.53125  0.6109375
    Scenario scenario = observed_scenario();
    PiCommand command = pi_command(0.1);
    command.target = 0;
    command.target_times = {1.05e-3, 3e-3};
    command.targets = {250, 400};
    add_controller(scenario, command);
    expect_near(respond(scenario, {0, 4, 0, 8}),
                {31.25, 21.875, 28.90625, 0.1 * (79.6875 + 0.6109375 / 4e-3)});
}

TEST(Pi, AllSourcesGetTheSameCommandAndItComesLate) {
    Scenario scenario = observed_scenario(25);
    add_controller(scenario, pi_command(0.1));
    ControlLoop loop(scenario);
    for (std::int64_t step = 0; step < 30; ++step) {
        if (step % 10 == 0) loop.sample({step, {0, 0}});
        loop.apply(step);
        EXPECT_NEAR(loop.irradiance()[0], step < 25 ? 3 : 31.25, 1e-12);
        EXPECT_NEAR(loop.irradiance()[1], step < 25 ? 5 : 31.25, 1e-12);
    }
}

TEST(Observers, NeedNoSampleAfterTheirStop) {
    Scenario scenario = observed_scenario();
    add_controller(scenario, pi_command(0.1), 20, 40);
    ControlLoop loop(scenario);
    EXPECT_EQ(loop.next_sample(0), 0);
    EXPECT_EQ(loop.next_sample(21), 30);
    EXPECT_EQ(loop.next_sample(31), std::numeric_limits<std::int64_t>::max());
}

}  // namespace
}  // namespace spikelight
