// The closed loop in whole runs: what controllers may know, and who they may be.
#include <gtest/gtest.h>

#include <fstream>

#include "tests/simulation/run_scenario.h"
#include "tests/support/reference.h"
#include "tests/support/temporary_directory.h"

namespace spikelight {
namespace {

using namespace testing;

const char* const noisy = R"(format = 1
seed = 5
[simulation]
duration = "300 ms"
dt = "0.1 ms"
[[population]]
name = "exc"
size = 50
I_e = "40 pA"
noise = "5 mV"
position = { box = { from = ["0 um", "0 um", "200 um"], to = ["100 um", "100 um", "300 um"] } }
[[light]]
name = "fiber"
positions = [["50 um", "50 um", "0 um"]]
direction = [0, 0, 1]
maximum = "20 mW/mm^2"
[[opsin]]
population = "exc"
model = "chr2_4s"
[loop]
sample_period = "1 ms"
[[observable]]
name = "v"
mean_v = { of = "exc" }
[[observable]]
name = "I"
photocurrent = { of = "exc" }
[[observable]]
name = "mua"
electrode = { of = "exc", sites = [["50 um", "50 um", "250 um"]], r_perfect_detection = "20 um", r_half_detection = "60 um" }
[[controller]]
drives = "fiber"
pi = { observes = "exc", target = "60 Hz", filter = "10 ms", gain = "0.1 mW/mm^2/Hz", integral_time = "50 ms" }
[[record.trace]]
population = "exc"
variables = ["v", "photocurrent"]
every = "1 ms"
)";

class ClosedLoop : public ::testing::Test {
  protected:
    ScenarioRun run(const std::vector<Override>& overrides, int threads = 1) {
        std::ofstream(directory_.path() / "s.toml") << noisy;
        return run_scenario(directory_.path() / "s.toml", threads, overrides);
    }
    TemporaryDirectory directory_;
};

/// The irradiance in force at a step, W/m^2.
double light_at(const ScenarioRun& run, std::int64_t step) {
    double light = 0;
    for (const auto& [from, irradiance] : run.commands)
        if (from <= step) light = irradiance[0];
    return light;
}

TEST_F(ClosedLoop, AControllerKnowsTheSpikesBeforeItsSampleAndNeverLaterOnes) {
    for (const char* latency : {"0 ms", "0.25 ms", "3 ms"}) {
        const ScenarioRun found = run({{"loop.latency", latency}});
        const std::int64_t late = found.scenario.loop.latency_steps;
        std::vector<int> fired(3000, 0);
        for (const Spike& spike : found.spikes) ++fired[spike.step];
        ASSERT_GT(found.spikes.size(), 300u);
        // The regulator again, from the spikes of the steps before each sample alone.
        double r = 0, integral = 0;
        const double T = 10 * 0.1e-3;
        for (std::int64_t sample = 0; sample + late < 3000; sample += 10) {
            int n = 0;
            for (std::int64_t step = std::max<std::int64_t>(0, sample - 10); step < sample; ++step)
                n += fired[static_cast<std::size_t>(step)];
            r += (n / (50 * T) - r) * (T / (T + 10e-3));
            const double e = 60 - r, next = integral + e * T, u = 100 * (e + next / 50e-3);
            if (!(u > 20e3 && e > 0) && !(u < 0 && e < 0)) integral = next;
            const double light = std::clamp(100 * (e + integral / 50e-3), 0.0, 20e3);
            // A few roundings of numbers up to 2e4.
            ASSERT_NEAR(light_at(found, sample + late), light, 1e-9) << "sample " << sample;
        }
        ASSERT_EQ(found.decisions.size(), 300u);
        for (const Decision& decision : found.decisions) {
            EXPECT_EQ(decision.decided, decision.sampled);
            EXPECT_EQ(decision.applied - decision.sampled, late);
        }
    }
}

TEST_F(ClosedLoop, ObservablesAreThoseOfTheTracesAtTheirSample) {
    const ScenarioRun found = run({{"loop.latency", "0 ms"}});
    ASSERT_EQ(found.observables.size(), 300u);
    double detected = 0;
    for (std::size_t k = 0; k < 300; ++k) {
        double v = 0, current = 0;
        for (double x : found.traces.at({0, 0})[k]) v += x / 50;
        for (double x : found.traces.at({0, 1})[k]) current += x / 50;
        EXPECT_NEAR(found.observables[k][0], v, 1e-12) << k;
        EXPECT_NEAR(found.observables[k][1], current, 1e-20) << k;
        detected += found.observables[k][2];
    }
    // At 17 to 87 um (the cube's half diagonal) a spike is seen in 29 to 100 % of the cases.
    EXPECT_GT(detected, 0.29 * static_cast<double>(found.spikes.size()));
    EXPECT_LT(detected, static_cast<double>(found.spikes.size()));
    // Any number of threads gives the same, to the last bit.
    EXPECT_EQ(run({{"loop.latency", "0 ms"}}, 2).observables, found.observables);
}

TEST_F(ClosedLoop, AComputerThatIsBusySamplesWhenItIsIdle) {
    const ScenarioRun found =
        run({{"loop.sampling", "when_idle"}, {"loop.compute_delay", "1.23 ms"}});
    ASSERT_GT(found.decisions.size(), 200u);
    std::int64_t free = 0;
    for (const Decision& decision : found.decisions) {
        // At a whole ms, or as soon as the one before is through.
        EXPECT_TRUE(decision.sampled % 10 == 0 || decision.sampled == free) << decision.sampled;
        EXPECT_GE(decision.sampled, free);
        EXPECT_EQ(decision.decided, decision.sampled + 13);
        free = decision.decided;
    }
}

TEST(ExternalController, OfTheRateClampGivesTheSpikesOfTheBuiltInOne) {
    // The first 300 ms fill the filter, the rest closes the loop.
    const std::vector<Override> shorter = {{"simulation.duration", "500 ms"}};
    const auto built_in = run_scenario(example("rate_clamp.toml"), 1, shorter);
    const auto external = run_scenario(example("external_controller/rate_clamp.toml"), 1, shorter);
    EXPECT_TRUE(same_spikes(external.spikes, built_in.spikes));
    EXPECT_EQ(external.commands, built_in.commands) << "to the last bit";
    EXPECT_GT(built_in.commands.size(), 150u);
}

TEST_F(ClosedLoop, AControllerThatFailsEndsTheRunWithAllThatWasSimulated) {
    std::ofstream(directory_.path() / "controller.py")
        << "import sys, json\n"
           "for line in sys.stdin:\n"
           "    if json.loads(line).get('step', 0) >= 500:\n        sys.exit(1)\n"
           "    print('{\"ready\": true, \"irradiance\": 1}', flush=True)\n";
    std::string text = noisy;
    const std::size_t at = text.find("pi = "), end = text.find('\n', at);
    text.replace(at, end - at, "external = { command = [\"python3\", \"controller.py\"] }");
    std::ofstream(directory_.path() / "s.toml") << text;
    const ScenarioRun found = run_scenario(directory_.path() / "s.toml", 1);
    EXPECT_EQ(found.outcome.steps_done, 500);
    EXPECT_FALSE(found.outcome.interrupted);
    EXPECT_NE(found.outcome.failure.find("ended with exit status 1"), std::string::npos);
    EXPECT_EQ(found.observables.size(), 50u);
}

}  // namespace
}  // namespace spikelight
