// When commands act: against exact arithmetic (tests/reference/latency) and the rules of starting and stopping.
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "tests/control/control_scenario.h"
#include "tests/support/reference.h"

namespace spikelight {
namespace {

using nlohmann::json;
using testing::add_controller;
using testing::lit_scenario;
using testing::run_by_events;
using testing::run_every_step;

std::int64_t nanoseconds(const json& seconds) {
    return std::llround(seconds.get<double>() * 1e9);
}

/// A table whose row j, j + 1 W/m^2, acts at sample j: what is in force tells which sample it came from.
TableCommand numbered_samples(std::int64_t samples, std::int64_t period_steps, double dt) {
    TableCommand table;
    for (std::int64_t j = 0; j < samples; ++j) {
        table.times.push_back(static_cast<double>(j * period_steps) * dt);
        table.values.push_back({static_cast<double>(j + 1)});
    }
    return table;
}

/// The first step in which `value` is in force; -1 if none.
std::int64_t first_step_with(const std::vector<std::vector<double>>& in_force, double value) {
    for (std::size_t step = 0; step < in_force.size(); ++step)
        if (in_force[step][0] == value) return static_cast<std::int64_t>(step);
    return -1;
}

TEST(Latency, EverySampleActsAtTheStepOfExactArithmetic) {
    const json schedules =
        json::parse(testing::read_text(testing::reference("latency/latency.json")))["schedules"];
    const testing::Csv exact(testing::reference("latency/schedules_exact.csv"));
    int compared = 0;
    for (const json& schedule : schedules) {
        // Spikelight's loop: sampling is periodic, commands are computed in parallel with one latency, and the period is
        // whole steps.
        const std::int64_t dt = nanoseconds(schedule["dt_s"]);
        const std::int64_t period = nanoseconds(schedule["sample_period_s"]);
        if (schedule["sampling"] != "fixed" || schedule["processing"] != "parallel" ||
            schedule["delays_s"].size() != 1 || period % dt != 0)
            continue;
        const std::int64_t latency = (nanoseconds(schedule["delays_s"][0]) + dt - 1) / dt;
        const std::int64_t steps = nanoseconds(schedule["duration_s"]) / dt;
        const std::int64_t samples = (steps * dt + period - 1) / period;
        Scenario scenario = lit_scenario({0}, period / dt, latency);
        scenario.simulation.dt = schedule["dt_s"];
        add_controller(scenario, numbered_samples(samples, period / dt, schedule["dt_s"]));
        const auto in_force = run_by_events(scenario, steps);
        ASSERT_EQ(in_force, run_every_step(scenario, steps));

        std::int64_t rows = 0;
        for (std::size_t row = 0; row < exact.rows(); ++row) {
            if (exact.number(row, "schedule_id") != schedule["schedule_id"]) continue;
            EXPECT_EQ(first_step_with(in_force, exact.number(row, "sample_index") + 1),
                      exact.number(row, "effect_step"))
                << "schedule " << schedule["schedule_id"] << ", row " << row;
            ++rows;
        }
        EXPECT_EQ(rows, samples);
        ++compared;
    }
    EXPECT_EQ(compared, 8);
}

TEST(Latency, NoLatencyActsInTheStepOfTheSampleFromStepZero) {
    Scenario scenario = lit_scenario({3, 4}, 10, 0);
    add_controller(scenario, ConstantCommand{{1, 2}});
    ControlLoop loop(scenario);
    EXPECT_TRUE(loop.active());
    EXPECT_EQ(loop.next_sample(0), 0);
    loop.sample({0, {}});
    EXPECT_EQ(loop.next_command(0), 0);
    EXPECT_TRUE(loop.apply(0));
    EXPECT_EQ(std::vector<double>(loop.irradiance().begin(), loop.irradiance().end()),
              (std::vector<double>{1, 2}));
    EXPECT_FALSE(loop.apply(0)) << "a command is applied once";
}

TEST(Latency, InitialHoldsUntilTheFirstCommandArrives) {
    Scenario scenario = lit_scenario({3, 4}, 10, 25);
    add_controller(scenario, ConstantCommand{{1, 2}});
    const auto in_force = run_by_events(scenario, 40);
    for (std::size_t step = 0; step < 40; ++step)
        EXPECT_EQ(in_force[step],
                  step < 25 ? (std::vector<double>{3, 4}) : (std::vector<double>{1, 2}));
}

TEST(Latency, SeveralCommandsAreOnTheLineAtOnceInOrder) {
    Scenario scenario = lit_scenario({0}, 10, 35);
    add_controller(scenario, numbered_samples(10, 10, 0.1e-3));
    ControlLoop loop(scenario);
    for (std::int64_t step : {0, 10, 20, 30}) loop.sample({step, {}});
    for (double sample : {0.0, 1.0, 2.0, 3.0}) {
        const auto due = static_cast<std::int64_t>(35 + 10 * sample);
        EXPECT_EQ(loop.next_command(31), due);
        EXPECT_FALSE(loop.apply(due - 1));
        EXPECT_TRUE(loop.apply(due));
        EXPECT_EQ(loop.irradiance()[0], sample + 1);
    }
    EXPECT_EQ(loop.next_command(66), std::numeric_limits<std::int64_t>::max());
}

TEST(Latency, AControllerActsAtSamplesFromStartUpToBeforeStop) {
    // Samples at 0, 10, 20, ...; active at 15 <= step < 40: at 20 and 30, not at 40.
    Scenario scenario = lit_scenario({0}, 10, 0);
    add_controller(scenario, numbered_samples(10, 10, 0.1e-3), 15, 40);
    const auto in_force = run_by_events(scenario, 80);
    EXPECT_EQ(in_force, run_every_step(scenario, 80));
    for (std::size_t step = 0; step < 80; ++step)
        EXPECT_EQ(in_force[step][0], step < 20 ? 0 : step < 30 ? 3 : 4) << step;
}

TEST(Latency, CommandsDecidedBeforeStopStillArriveAndTheLastHolds) {
    Scenario scenario = lit_scenario({0}, 10, 25);
    add_controller(scenario, numbered_samples(10, 10, 0.1e-3), 0, 20);
    const auto in_force = run_by_events(scenario, 90);
    for (std::size_t step = 0; step < 90; ++step)
        EXPECT_EQ(in_force[step][0], step < 25 ? 0 : step < 35 ? 1 : 2) << step;
}

TEST(Latency, ASuccessorsCommandsFollowThoseStillOnTheLine) {
    Scenario scenario = lit_scenario({0}, 10, 25);
    add_controller(scenario, numbered_samples(10, 10, 0.1e-3), 0, 30);
    add_controller(scenario, ConstantCommand{{9}}, 30);
    const auto in_force = run_by_events(scenario, 90);
    EXPECT_EQ(in_force, run_every_step(scenario, 90));
    for (std::size_t step = 0; step < 90; ++step)
        EXPECT_EQ(in_force[step][0], step < 25   ? 0
                                     : step < 35 ? 1
                                     : step < 45 ? 2
                                     : step < 55 ? 3
                                                 : 9);
}

TEST(Latency, LightsAreCommandedIndependently) {
    Scenario scenario = lit_scenario({1, 2}, 10, 5);
    add_controller(scenario, ConstantCommand{{11, 12}});
    scenario.lights.push_back(scenario.lights[0]);
    scenario.lights[1].name = "other";
    add_controller(scenario, ConstantCommand{{21, 22}}, 20, 30);
    const auto in_force = run_by_events(scenario, 40);
    EXPECT_EQ(in_force[4], (std::vector<double>{1, 2, 1, 2}));
    EXPECT_EQ(in_force[5], (std::vector<double>{11, 12, 1, 2}));
    EXPECT_EQ(in_force[24], (std::vector<double>{11, 12, 1, 2}));
    EXPECT_EQ(in_force[25], (std::vector<double>{11, 12, 21, 22}));
}

TEST(Latency, CommandsAreClippedToWhatTheHardwareCanEmit) {
    Scenario scenario = lit_scenario({0, 0, 0}, 1, 0);
    scenario.lights[0].maximum = 30;
    add_controller(scenario, ConstantCommand{{40, -1, 30}});
    EXPECT_EQ(run_by_events(scenario, 1)[0], (std::vector<double>{30, 0, 30}));
}

TEST(Latency, WithoutControllersNothingIsSampledAndInitialHolds) {
    const Scenario scenario = lit_scenario({5}, 1, 0);
    ControlLoop loop(scenario);
    EXPECT_FALSE(loop.active());
    EXPECT_EQ(loop.next_sample(0), std::numeric_limits<std::int64_t>::max());
    EXPECT_FALSE(loop.apply(0));
    EXPECT_EQ(loop.irradiance()[0], 5);
}

TEST(Latency, AConstantControllerIsAskedOnceSoThatTheDeviceRunsFreely) {
    Scenario scenario = lit_scenario({5}, 1, 0);
    add_controller(scenario, ConstantCommand{{1}}, 7);
    ControlLoop loop(scenario);
    EXPECT_EQ(loop.next_sample(0), 7);
    EXPECT_EQ(loop.next_sample(9), 9) << "a sample left out is still wanted";
    loop.sample({9, {}});
    EXPECT_EQ(loop.next_sample(10), std::numeric_limits<std::int64_t>::max());
}

}  // namespace
}  // namespace spikelight
