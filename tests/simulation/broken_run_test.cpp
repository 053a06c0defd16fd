// Runs whose numbers end: told with the neuron, the time and the cause, and what was simulated until then is kept.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "tests/simulation/run_scenario.h"
#include "tests/support/temporary_directory.h"

namespace spikelight {
namespace {

using namespace testing;
using ::testing::MatchesRegex;

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

class BrokenRun : public ::testing::Test {
  protected:
    /// Numbers are looked at when 1000 steps are done, in stretches of up to 1024.
    ScenarioRun run(const std::string& text, const std::vector<Override>& overrides = {}) {
        std::ofstream(directory_.path() / "places.csv") << "x_mm,y_mm,z_mm\n0,0,50\n0,0,0.01\n";
        std::ofstream(directory_.path() / "broken.toml") << text;
        Checkpoints often;
        often.every_steps = 100;
        return run_scenario(directory_.path() / "broken.toml", *make_cpu_backend(1), overrides,
                            often);
    }
    TemporaryDirectory directory_;
};

TEST_F(BrokenRun, by_light_that_euler_cannot_follow_names_neuron_time_and_cause) {
    ScenarioRun broken = run(bright);
    EXPECT_THAT(broken.outcome.failure,
                MatchesRegex(
                    "population 'exc', neuron 1: C1 of opsin gtacr2_4s became NaN between [0-9]+ "
                    "and [0-9]+ ms \\(explicit Euler overshoots where a rate of the opsin times dt "
                    "exceeds 2: steps of 0.5 ms follow no more than 4 /ms\\)\\. Set integrator = "
                    "\"exponential\" in its \\[\\[opsin\\]\\], shorten dt, or lower the light"));
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

TEST_F(BrokenRun, at_its_very_end_is_told_too) {
    ScenarioRun broken = run(bright, {{"simulation.duration", "650 ms"}});
    EXPECT_THAT(broken.outcome.failure, ::testing::HasSubstr("became NaN between"));
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
        MatchesRegex("population 'adapting', neuron 0: w became (NaN|infinite) between 0 "
                     "and 102.4 ms \\(explicit Euler overshoots where dt = 0.1 ms exceeds 2 "
                     "tau_w = 0.08 ms\\)\\. Shorten dt, or lengthen tau_w"));
}

TEST_F(BrokenRun, by_an_absurd_current_says_so) {
    constexpr const char* absurd = R"(format = 1
[[population]]
name = "lif"
size = 4
model = "lif"
I_e = ["10 pA", "20 pA", "-1e40 A", "30 pA"]
)";
    EXPECT_THAT(
        run(absurd).outcome.failure,
        MatchesRegex("population 'lif', neuron 2: v became NaN between 0 and 100 ms \\(I_e of "
                     "1e\\+52 pA moves v by 5e\\+51 mV\\)\\. Check the units of I_e and R_m"));
}

}  // namespace
}  // namespace spikelight
