// Trains whose frequency changes, and trains that an event begins.
#include <gtest/gtest.h>

#include "tests/control/control_scenario.h"

namespace spikelight {
namespace {

using testing::add_controller;
using testing::lit_scenario;
using testing::run_by_events;
using testing::run_every_step;

TrainCommand train(double frequency) {
    TrainCommand command;
    command.value = {5};
    command.width = 1e-3;
    command.frequency = frequency;
    return command;
}

/// The steps at which the light goes on.
std::vector<std::int64_t> onsets(const std::vector<std::vector<double>>& in_force) {
    std::vector<std::int64_t> steps;
    for (std::size_t step = 0; step < in_force.size(); ++step)
        if (in_force[step][0] > 0 && (step == 0 || in_force[step - 1][0] == 0))
            steps.push_back(static_cast<std::int64_t>(step));
    return steps;
}

TEST(Train, OfOneFrequencyIsThatOfPulses) {
    // 40 Hz: every 25 ms; sampled each 0.1 ms.
    Scenario trained = lit_scenario({0}, 1, 0), pulsed = lit_scenario({0}, 1, 0);
    add_controller(trained, train(40));
    add_controller(pulsed, PulsesCommand{{5}, 0, 1e-3, 25e-3, {}});
    EXPECT_EQ(run_by_events(trained, 20000), run_by_events(pulsed, 20000));
}

TEST(Train, BeginsWithAPulseWhenItsControllerStarts) {
    Scenario scenario = lit_scenario({0}, 10, 0);
    add_controller(scenario, train(100), 50);
    EXPECT_EQ(onsets(run_every_step(scenario, 300)), (std::vector<std::int64_t>{50, 150, 250}));
}

TEST(Train, FollowsATableOfFrequencies) {
    // From 1 ms on 100 Hz, from 40 ms on 200 Hz, silent from 60 ms to 75 ms, then 50 Hz. The phase
    // is kept: the pulse due at 61 ms waits for the rest of its phase.
    TrainCommand command = train(0);
    command.times = {1e-3, 40e-3, 60e-3, 75e-3};
    command.frequencies = {100, 200, 0, 50};
    Scenario scenario = lit_scenario({0}, 1, 0);
    add_controller(scenario, command);
    const auto in_force = run_by_events(scenario, 1200);
    // Onsets at 1, 11, 21, 31 ms; at 40 ms 0.9 of a phase have passed, and the rest takes 0.5 ms at
    // 200 Hz; at 60 ms 0.9 have passed again, and the rest takes 2 ms at 50 Hz.
    EXPECT_EQ(onsets(in_force),
              (std::vector<std::int64_t>{10, 110, 210, 310, 405, 455, 505, 555, 770, 970, 1170}));
}

TEST(Train, FasterThanTheSamplesIsLightThatStaysOnAndKeepsNoBacklog) {
    TrainCommand command = train(0);
    command.times = {0, 10e-3};
    command.frequencies = {5000, 10};
    Scenario scenario = lit_scenario({0}, 10, 0);
    add_controller(scenario, command);
    const auto in_force = run_every_step(scenario, 2000);
    for (std::size_t step = 0; step < 100; ++step) EXPECT_EQ(in_force[step][0], 5) << step;
    // After that one pulse of 1 ms per 100 ms.
    double on = 0;
    for (std::size_t step = 120; step < 1120; ++step) on += in_force[step][0] > 0;
    EXPECT_EQ(on, 10);
}

/// Drives a loop of one light by the spike counts of one population of 8 neurons.
std::vector<std::int64_t> onsets_after(Scenario scenario,
                                       const std::vector<std::uint64_t>& spikes) {
    ControlLoop loop(scenario);
    std::vector<std::vector<double>> in_force;
    for (std::size_t j = 0; j < spikes.size(); ++j)
        for (std::int64_t step = 0; step < 10; ++step) {
            const std::int64_t now = static_cast<std::int64_t>(10 * j) + step;
            if (step == 0) loop.sample({now, {spikes[j]}, {}});
            loop.apply(now);
            in_force.emplace_back(loop.irradiance().begin(), loop.irradiance().end());
        }
    return onsets(in_force);
}

Scenario triggered_scenario() {
    Scenario scenario = lit_scenario({0}, 10, 0);
    scenario.populations.resize(1);
    scenario.populations[0].size = 8;
    return scenario;
}

TEST(Train, FeedbackSetsTheFrequency) {
    // Silent neurons, target 250 Hz, proportional gain 0.4: 100 Hz from the first sample on, and
    // hardly more, as the integral takes 1000 s. Full activity: nothing.
    TrainCommand command = train(0);
    command.feedback = PiCommand{0, 250, 0, 0.4, 1e3};
    command.maximum_frequency = 200;
    Scenario scenario = triggered_scenario();
    add_controller(scenario, command);
    EXPECT_EQ(onsets_after(scenario, std::vector<std::uint64_t>(35, 0)),
              (std::vector<std::int64_t>{0, 100, 200, 300}));
    EXPECT_TRUE(onsets_after(scenario, std::vector<std::uint64_t>(35, 4)).empty());
    // The maximum holds: gain 10 asks for 2500 Hz.
    std::get<TrainCommand>(scenario.controllers[0].command).feedback->gain = 10;
    EXPECT_EQ(onsets_after(scenario, std::vector<std::uint64_t>(16, 0)),
              (std::vector<std::int64_t>{0, 50, 100, 150}));
}

TriggerCommand trigger(Comparison comparison, double limit, double refractory) {
    TriggerCommand command;
    command.condition = {0, comparison, limit, 20};
    command.pulses = {{5}, 1e-3, 1e-3, 3e-3, 2};
    command.refractory = refractory;
    return command;
}

TEST(Trigger, SynchronousSpikesBeginATrainAndMoreDuringItAreIgnored) {
    // Five spikes within two periods; pulses 1 ms and 4 ms after the event, which ends at 5 ms.
    Scenario scenario = triggered_scenario();
    add_controller(scenario, trigger(Comparison::at_least, 5, 0));
    EXPECT_EQ(onsets_after(scenario, {0, 3, 1, 3, 2, 9, 9, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0}),
              (std::vector<std::int64_t>{50, 80, 130, 160}))
        << "events at samples 4 and 12: those of 5 and 6 lie within the train";
    EXPECT_EQ(onsets_after(scenario, {0, 2, 2, 2, 2, 2, 2}), (std::vector<std::int64_t>()));
}

TEST(Trigger, TheRefractoryTimeCountsFromTheEvent) {
    Scenario scenario = triggered_scenario();
    add_controller(scenario, trigger(Comparison::at_least, 5, 9e-3));
    // Five spikes in every period: events at 0, 9 and 18.
    EXPECT_EQ(onsets_after(scenario, std::vector<std::uint64_t>(20, 5)),
              (std::vector<std::int64_t>{10, 40, 100, 130, 190}));
}

TEST(Trigger, ARateAboveOrBelowItsLimitIsAnEvent) {
    // 8 neurons in 2 ms: 250 Hz is 4 spikes; above is 5, below is 3.
    Scenario above = triggered_scenario(), below = triggered_scenario();
    add_controller(above, trigger(Comparison::above, 250, 100e-3));
    add_controller(below, trigger(Comparison::below, 250, 100e-3));
    EXPECT_EQ(onsets_after(above, {4, 0, 2, 2, 3, 0, 0, 0, 0, 0}),
              (std::vector<std::int64_t>{50, 80}));
    EXPECT_EQ(onsets_after(below, {4, 0, 4, 0, 3, 1, 2, 0, 0, 0, 0, 0}),
              (std::vector<std::int64_t>{50, 80}));
}

}  // namespace
}  // namespace spikelight
