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
using testing::sampled_steps;

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

/// One light driven by a table, under a schedule of the reference.
Scenario scheduled_scenario(const json& schedule, std::int64_t period_steps, std::int64_t steps) {
    Scenario scenario = lit_scenario({0}, period_steps, 0);
    scenario.simulation.dt = schedule["dt_s"];
    LoopSettings& loop = scenario.loop;
    loop.sampling = schedule["sampling"] == "fixed" ? Sampling::fixed : Sampling::when_idle;
    loop.processing =
        schedule["processing"] == "serial" ? Processing::serial : Processing::parallel;
    loop.compute_delay = {Value::Kind::constant, schedule["delays_s"][0], 0, {}};
    if (schedule["delays_s"].size() > 1)
        loop.compute_delay = {Value::Kind::list, 0, 0, schedule["delays_s"]};
    // Whatever is sampled at step k commands k + 1.
    add_controller(scenario, numbered_samples(steps, 1, schedule["dt_s"]));
    return scenario;
}

TEST(Latency, EverySampleAndCommandComesAtTheStepOfExactArithmetic) {
    const json schedules =
        json::parse(testing::read_text(testing::reference("latency/latency.json")))["schedules"];
    const testing::Csv exact(testing::reference("latency/schedules_exact.csv"));
    int compared = 0;
    for (const json& schedule : schedules) {
        // A period that is no whole number of steps is an error of the scenario.
        const std::int64_t dt = nanoseconds(schedule["dt_s"]);
        const std::int64_t period = nanoseconds(schedule["sample_period_s"]);
        if (period % dt != 0) continue;
        SCOPED_TRACE("schedule " + schedule["schedule_id"].dump());
        const std::int64_t steps = nanoseconds(schedule["duration_s"]) / dt;
        const Scenario scenario = scheduled_scenario(schedule, period / dt, steps);
        const auto in_force = run_by_events(scenario, steps);

        std::vector<std::int64_t> expected_samples;
        for (std::size_t row = 0; row < exact.rows(); ++row) {
            if (exact.number(row, "schedule_id") != schedule["schedule_id"]) continue;
            expected_samples.push_back(static_cast<std::int64_t>(exact.number(row, "sample_step")));
            EXPECT_EQ(first_step_with(in_force, exact.number(row, "sample_step") + 1),
                      exact.number(row, "effect_step"))
                << "row " << row;
        }
        EXPECT_EQ(sampled_steps(scenario, steps), expected_samples);
        ++compared;
    }
    EXPECT_EQ(compared, 31) << "of 34, three have a period between steps";
}

TEST(Latency, TheWireAddsItsLatencyAfterTheComputer) {
    const json schedules =
        json::parse(testing::read_text(testing::reference("latency/latency.json")))["schedules"];
    // Delays that vary, computed one after the other: 25 of the reference, 12 ms of 0.1 ms.
    Scenario scenario = scheduled_scenario(schedules[25], 10, 120);
    const auto without = run_by_events(scenario, 120);
    scenario.loop.latency_steps = 7;
    const auto with = run_by_events(scenario, 127);
    for (std::size_t step = 0; step < 120; ++step) EXPECT_EQ(with[step + 7], without[step]) << step;
}

TEST(Latency, DecisionsTellWhenEachSampleActs) {
    // 1.2 ms of thinking, one after the other, each ms; then 3 ms of wire.
    Scenario scenario = lit_scenario({0}, 10, 30);
    scenario.loop.processing = Processing::serial;
    scenario.loop.compute_delay.a = 1.2e-3;
    add_controller(scenario, ConstantCommand{{1}}, 10);
    ControlLoop loop(scenario);
    loop.sample({0, {}});
    EXPECT_TRUE(loop.decisions().empty()) << "nobody is active yet";
    std::vector<std::vector<std::int64_t>> rows;
    for (std::int64_t step : {10, 20, 30}) {
        loop.sample({step, {}});
        for (const Decision& decision : loop.decisions()) {
            rows.push_back({decision.sampled, decision.decided, decision.applied});
            EXPECT_GE(decision.wall_s, 0);
        }
    }
    EXPECT_EQ(rows,
              (std::vector<std::vector<std::int64_t>>{{10, 24, 54}, {20, 36, 66}, {30, 48, 78}}));
}

TEST(Latency, ACommandAppliedTooLateIsAnErrorOfTheLoop) {
    Scenario scenario = lit_scenario({0}, 10, 25);
    add_controller(scenario, ConstantCommand{{1}});
    ControlLoop loop(scenario);
    loop.sample({0, {}});
    EXPECT_THROW(loop.apply(26), std::logic_error);
}

TEST(Latency, DrawnDelaysRepeatAndDependOnTheSampleAlone) {
    Scenario scenario = lit_scenario({0}, 10, 0);
    scenario.loop.compute_delay = {Value::Kind::uniform, 0, 5e-3, {}};
    add_controller(scenario, numbered_samples(400, 1, 0.1e-3));
    const auto once = run_by_events(scenario, 400);
    EXPECT_EQ(once, run_by_events(scenario, 400));
    scenario.seed += 1;
    EXPECT_NE(once, run_by_events(scenario, 400));
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
