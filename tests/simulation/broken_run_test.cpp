// Runs whose numbers end: told with the neuron, the time and the cause, and what was simulated until then is kept.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <regex>

#include "tests/simulation/breaking_scenario.h"
#include "tests/simulation/run_scenario.h"
#include "tests/support/temporary_directory.h"

namespace spikelight {
namespace {

using namespace testing;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::StartsWith;

/// A second neuron under a fiber whose light Euler's steps cannot follow, from 400 ms on; the first is in the dark.
constexpr const char* bright = R"(format = 1
[simulation]
duration = "2 s"
dt = "0.5 ms"
[[population]]
name = "drive"
size = 3
I_e = "60 pA"
[[population]]
name = "exc"
size = 2
position = { file = "places.csv" }
[[light]]
name = "fiber"
positions = [["0 um", "0 um", "0 um"]]
direction = [0, 0, 1]
[[opsin]]
population = "exc"
model = "gtacr2_4s"
[[controller]]
drives = "fiber"
constant = "60 mW/mm^2"
start = "600 ms"
)";

/// The start of a step of 0.5 ms, as messages have it.
std::string half_ms(std::int64_t step) {
    return std::to_string(step / 2) + (step % 2 == 1 ? ".5 ms" : " ms");
}

class BrokenRun : public ::testing::Test {
  protected:
    /// Numbers are looked at before checkpoints, and when 1000 steps are done, in stretches of up to 1024.
    ScenarioRun run(const std::string& text, const std::vector<Override>& overrides = {},
                    std::int64_t checkpoint_steps = 100) {
        std::ofstream(directory_.path() / "places.csv") << "x_mm,y_mm,z_mm\n0,0,50\n0,0,0.01\n";
        std::ofstream(directory_.path() / "broken.toml") << text;
        Checkpoints often;
        often.every_steps = checkpoint_steps;
        return run_scenario(directory_.path() / "broken.toml", *make_cpu_backend(1), overrides,
                            often);
    }
    TemporaryDirectory directory_;
};

TEST_F(BrokenRun, by_light_that_euler_cannot_follow_names_neuron_time_and_cause) {
    ScenarioRun broken = run(bright);
    EXPECT_THAT(
        broken.outcome.failure,
        MatchesRegex(
            "population 'exc', neuron 1: C1 of opsin gtacr2_4s had grown to [0-9.e+]+, and other "
            "numbers became infinite at 611 ms \\(explicit Euler overshoots where a rate of the "
            "opsin times dt "
            "exceeds 2: steps of 0.5 ms follow no more than 4 /ms\\)\\. Set integrator = "
            "\"exponential\" in its \\[\\[opsin\\]\\], shorten dt, or lower the light\\. "
            "What was recorded from then to [0-9]+ ms may follow from it"));
    EXPECT_THAT(broken.outcome.failure, HasSubstr(" to " + half_ms(broken.outcome.steps_done)));
    // It ends soon after the light went on at step 1200, and what came before is told.
    EXPECT_GT(broken.outcome.steps_done, 1200);
    EXPECT_LE(broken.outcome.steps_done, 3200);
    EXPECT_GT(broken.spikes.size(), 50u);
    EXPECT_EQ(broken.commands.back().first, 1200);
    // No checkpoint holds a number that is none: from each a run that follows the light can go on.
    ASSERT_GE(broken.checkpoints.size(), 1u);
    EXPECT_LT(broken.checkpoints.rbegin()->first, broken.outcome.steps_done);

    ScenarioRun exact = run(bright, {{"opsin.0.integrator", "exponential"}});
    EXPECT_EQ(exact.outcome.failure, "");
    EXPECT_EQ(exact.outcome.steps_done, 4000);
}

TEST_F(BrokenRun, had_checkpoints_as_often_as_they_were_asked_for) {
    // Nothing else interrupts the steps before the light goes on.
    ScenarioRun broken = run(bright, {}, 150);
    for (std::int64_t step = 150; step <= 1050; step += 150)
        EXPECT_TRUE(broken.checkpoints.contains(step)) << step;
}

TEST_F(BrokenRun, at_its_very_end_is_told_too) {
    ScenarioRun broken = run(bright, {{"simulation.duration", "650 ms"}});
    EXPECT_THAT(broken.outcome.failure, HasSubstr("became infinite at 611 ms"));
    EXPECT_EQ(broken.outcome.steps_done, 1300);
}

TEST_F(BrokenRun, by_adaptation_faster_than_the_step_says_so) {
    constexpr const char* adapting = R"(format = 1
[simulation]
duration = "1 s"
dt = "0.1 ms"
[[population]]
name = "adapting"
size = 4
model = "adex"
I_e = "500 pA"
tau_w = "0.04 ms"
)";
    EXPECT_THAT(
        run(adapting).outcome.failure,
        MatchesRegex("population 'adapting', neuron 0: w had grown to -[0-9.e+]+, and "
                     "other numbers became infinite at 24.1 "
                     "ms \\(explicit Euler overshoots where dt = 0.1 ms exceeds 2 "
                     "tau_w = 0.08 ms\\)\\. Shorten dt, or lengthen tau_w\\. What was recorded "
                     "from then to [0-9.]+ ms may follow from it"));
}

TEST_F(BrokenRun, by_an_absurd_current_says_so) {
    constexpr const char* absurd = R"(format = 1
[[population]]
name = "lif"
size = 4
model = "lif"
I_e = ["10 pA", "20 pA", "-1e40 A", "30 pA"]
)";
    EXPECT_THAT(run(absurd).outcome.failure,
                MatchesRegex(
                    "population 'lif', neuron 2: v became infinite at 0.1 ms \\(I_e of "
                    "1e\\+52 pA moves v by 5e\\+51 mV\\)\\. Check the units of I_e and R_m\\. What "
                    "was recorded from then to [0-9.]+ ms may follow from it"));
}

/// The value of neuron `neuron` in every row of a trace.
std::vector<double> course_of(const ScenarioRun& run, std::size_t variable, std::size_t neuron) {
    std::vector<double> course;
    for (const auto& row : run.traces.at({0, variable})) course.push_back(row[neuron]);
    return course;
}

/// Between looks lie 1000 steps, in which the broken number has spread. Another way to know is to look after every step, as
/// a light that moves, though dark, ends a stretch there, with traces to see the opsin leave all bounds.
TEST_F(BrokenRun, tells_the_very_step_that_looking_at_every_step_shows) {
    for (int still_ms : {0, 20, 470, 1810}) {
        SCOPED_TRACE(std::to_string(still_ms) + " ms before the light comes");
        const std::string scenario = breaking_scenario(still_ms);
        const std::string told = run(scenario).outcome.failure;
        ScenarioRun watched = run(scenario + R"([[record.trace]]
population = "exc"
variables = ["C1", "O1", "O2", "v"]
[[light]]
name = "dark"
positions = [["0 mm", "0 mm", "-6 mm"]]
path = { to = [["0 mm", "0 mm", "-5 mm"]], start = "0 ms", stop = "2 s", every = "0.5 ms" }
)",
                                  {}, 1);
        // Where every step is looked at, nothing was recorded since.
        EXPECT_THAT(told,
                    StartsWith(watched.outcome.failure + ". What was recorded from then to "));
        EXPECT_THAT(watched.outcome.failure, EndsWith("or lower the light"));
        const std::int64_t step = watched.outcome.steps_done;
        EXPECT_EQ(watched.checkpoints.rbegin()->first, step - 1) << "the last step that was whole";
        EXPECT_GT(step, 2 * still_ms + 60);

        std::smatch found;
        ASSERT_TRUE(std::regex_search(
            told, found,
            std::regex("neuron ([0-9]+): C1 of opsin gtacr2_4s had grown to ([-+.e0-9]+), and "
                       "other numbers became infinite at ([.0-9]+) ms ")))
            << told;
        EXPECT_EQ(std::stod(found[3]), 0.5 * double(step));
        // What it was one step before lies in the traces, and that it had been a part of all channels until lately.
        std::vector<double> C1 = course_of(watched, 0, std::stoul(found[1]));
        ASSERT_EQ(std::int64_t(C1.size()), step);
        EXPECT_LT(std::abs(C1.back()), std::abs(std::stod(found[2])));
        EXPECT_GT(std::abs(C1.back()), 1e3);
        EXPECT_LE(std::abs(C1[C1.size() - 30]), 1);
        for (const auto& [variable, rows] : watched.traces)
            for (const auto& row : rows)
                EXPECT_TRUE(std::ranges::all_of(row, [](double x) { return std::isfinite(x); }));
    }
}

}  // namespace
}  // namespace spikelight
