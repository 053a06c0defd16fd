// What pulses and tables command.
#include <gtest/gtest.h>

#include <cmath>

#include "engine/control/line_process.h"
#include "engine/scenario/step_rounding.h"
#include "tests/control/control_scenario.h"

namespace spikelight {
namespace {

using testing::add_controller;
using testing::lit_scenario;
using testing::run_by_events;
using testing::run_every_step;

PulsesCommand pulses(double value, double start, double width, std::optional<double> period = {},
                     std::optional<std::int64_t> count = {}) {
    PulsesCommand command;
    command.value = {value};
    command.start = start;
    command.width = width;
    command.period = period;
    command.count = count;
    return command;
}

TEST(Light, ThatIsInfiniteOrNoNumberIsRefusedWithItsController) {
    auto refusal = [](double value, double maximum) {
        Scenario scenario = lit_scenario({0, 1}, 10, 0);
        scenario.lights[0].maximum = maximum;
        add_controller(scenario, ConstantCommand{{1, 1}}, 0, 100);
        add_controller(scenario, ConstantCommand{{1, value}}, 100);
        try {
            run_by_events(scenario, 200);
            return std::string();
        } catch (const ControllerError& error) {
            return std::string(error.what());
        }
    };
    constexpr double infinite = std::numeric_limits<double>::infinity();
    EXPECT_EQ(refusal(infinite, 5), "") << "what the hardware can emit is finite";
    EXPECT_EQ(
        refusal(infinite, infinite),
        "controller 1 commanded infinite light to fibers at 10 ms (nothing limits this light, "
        "and none is infinite). Give the light a maximum, or lower the controller's gain");
    EXPECT_EQ(
        refusal(std::nan(""), 5),
        "controller 1 commanded NaN as light to fibers at 10 ms (it is no number, so no light "
        "can follow it). Check what the controller computes from what it observes");
}

TEST(Pulses, ATrainIsOnInItsPulsesAndOffElsewhere) {
    // Five pulses of 10 ms every 50 ms from 20 ms, sampled each step: whole steps are exact.
    Scenario scenario = lit_scenario({7}, 1, 0);
    add_controller(scenario, pulses(5, 20e-3, 10e-3, 50e-3, 5));
    const auto in_force = run_every_step(scenario, 4000);
    for (int step = 0; step < 4000; ++step) {
        const bool on = step >= 200 && (step - 200) % 500 < 100 && (step - 200) / 500 < 5;
        ASSERT_EQ(in_force[static_cast<std::size_t>(step)][0], on ? 5 : 0) << step;
    }
    EXPECT_EQ(in_force, run_by_events(scenario, 4000));
}

TEST(Pulses, WithoutPeriodThereIsOnePulseAndWithoutCountTheyGoOn) {
    Scenario once = lit_scenario({0}, 1, 0), forever = lit_scenario({0}, 1, 0);
    add_controller(once, pulses(5, 1e-3, 0.5e-3));
    add_controller(forever, pulses(5, 1e-3, 0.5e-3, 1e-3));
    const auto one = run_by_events(once, 10000), many = run_by_events(forever, 10000);
    for (int step = 0; step < 10000; ++step) {
        const auto k = static_cast<std::size_t>(step);
        ASSERT_EQ(one[k][0], step >= 10 && step < 15 ? 5 : 0) << step;
        ASSERT_EQ(many[k][0], step >= 10 && step % 10 < 5 ? 5 : 0) << step;
    }
}

TEST(Pulses, EdgesGoToTheNearestStep) {
    // On at 0.26 ms = 2.6 steps -> 3, off at 0.54 ms -> 5; the second on at 0.96 ms -> 10, off at 1.24 ms -> 12.
    Scenario scenario = lit_scenario({0}, 1, 0);
    add_controller(scenario, pulses(5, 0.26e-3, 0.28e-3, 0.7e-3, 2));
    const auto in_force = run_by_events(scenario, 20);
    EXPECT_EQ(in_force, run_every_step(scenario, 20));
    for (std::size_t step = 0; step < 20; ++step)
        EXPECT_EQ(in_force[step][0], (step >= 3 && step < 5) || (step >= 10 && step < 12) ? 5 : 0)
            << step;
}

TEST(Pulses, APeriodThatIsNoWholeStepsDoesNotDrift) {
    // Pulse n of one step begins nearest to n 10/3 steps: 0, 3, 7, 10, 13, 17, ...; in integers round(10 n / 3).
    Scenario scenario = lit_scenario({0}, 1, 0);
    add_controller(scenario, pulses(5, 0, 0.1e-3, 1e-3 / 3));
    const auto in_force = run_by_events(scenario, 30000);
    std::vector<bool> on(30010);
    for (std::size_t n = 0; n < 9001; ++n) on[(20 * n + 3) / 6] = true;
    for (std::size_t step = 0; step < 30000; ++step)
        ASSERT_EQ(in_force[step][0], on[step] ? 5 : 0) << step;
}

TEST(Pulses, AnEdgeBetweenSamplesActsAtTheNextSample) {
    Scenario scenario = lit_scenario({0}, 4, 0);
    add_controller(scenario, pulses(5, 0.5e-3, 0.4e-3));
    const auto in_force = run_by_events(scenario, 20);
    // On at step 5 -> sample 8; off at step 9 -> sample 12.
    for (std::size_t step = 0; step < 20; ++step)
        EXPECT_EQ(in_force[step][0], step >= 8 && step < 12 ? 5 : 0) << step;
}

TEST(Table, ARowActsAtTheFirstSampleNotBeforeItsTimeAndHolds) {
    // In floating point 0.3 ms / 0.1 ms is 2.9999999999999996 and 1.3 / 0.1 is 13.000000000000002: steps 3 and 13;
    // 1.41 ms lies after step 14: step 15.
    Scenario scenario = lit_scenario({9}, 1, 0);
    add_controller(scenario, TableCommand{{0.3e-3, 1.3 * 1e-3, 1.41e-3}, {{1}, {2}, {3}}});
    const auto in_force = run_by_events(scenario, 20);
    EXPECT_EQ(in_force, run_every_step(scenario, 20));
    for (std::size_t step = 0; step < 20; ++step)
        EXPECT_EQ(in_force[step][0], step < 3 ? 9 : step < 13 ? 1 : step < 15 ? 2 : 3) << step;
}

TEST(Table, RowsBetweenSamplesGiveWayToTheLatest) {
    Scenario scenario = lit_scenario({9}, 10, 0);
    add_controller(scenario, TableCommand{{0.1e-3, 0.9e-3, 1.0e-3, 1.1e-3}, {{1}, {2}, {3}, {4}}});
    const auto in_force = run_by_events(scenario, 30);
    for (std::size_t step = 0; step < 30; ++step)
        EXPECT_EQ(in_force[step][0], step < 10 ? 9 : step < 20 ? 3 : 4) << step;
}

TEST(Table, TimesCountFromZeroHoweverLateTheControllerStarts) {
    Scenario scenario = lit_scenario({9}, 1, 0);
    add_controller(scenario, TableCommand{{0, 0.4e-3, 1.2e-3}, {{1}, {2}, {3}}}, 8);
    const auto in_force = run_by_events(scenario, 20);
    for (std::size_t step = 0; step < 20; ++step)
        EXPECT_EQ(in_force[step][0], step < 8 ? 9 : step < 12 ? 2 : 3) << step;
}

TEST(Table, OfAnEarlierRunIsInForceAtItsTimesWhateverTheLatency) {
    // 2.5 ms of latency, and rows that go ahead by them; what is earlier than they cannot be.
    Scenario scenario = lit_scenario({9}, 1, 25);
    add_controller(scenario, TableCommand{{0, 5e-3, 7.3e-3}, {{1}, {2}, {3}}, 2.5e-3});
    const auto in_force = run_by_events(scenario, 100);
    for (std::size_t step = 0; step < 100; ++step)
        EXPECT_EQ(in_force[step][0], step < 25 ? 9 : step < 50 ? 1 : step < 73 ? 2 : 3) << step;
}

TEST(StepRounding, DecimalTimesOfWholeStepsAreThoseSteps) {
    // As a reader would compute them: a decimal number of ms, times 1e-3.
    for (std::int64_t step = 0; step < 1000000; ++step) {
        const double time = static_cast<double>(step) / 10 * 1e-3;
        ASSERT_EQ(first_step_from(time, 0.1e-3), step);
        ASSERT_EQ(nearest_step(time, 0.1e-3), step);
    }
    EXPECT_EQ(first_step_from(0.3001e-3, 0.1e-3), 4);
    EXPECT_EQ(nearest_step(0.3499e-3, 0.1e-3), 3);
    EXPECT_EQ(nearest_step(0.35e-3, 0.1e-3), 4);
}

}  // namespace
}  // namespace spikelight
