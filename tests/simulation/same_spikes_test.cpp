// Promise one: the same experiment gives the same spikes, whoever runs it.
#include <gtest/gtest.h>

#include <fstream>

#include "tests/simulation/run_scenario.h"
#include "tests/support/force_isa.h"
#include "tests/support/reference.h"
#include "tests/support/temporary_directory.h"

namespace spikelight {
namespace {

using namespace testing;

/// Runs on the baseline with one thread, then everywhere else, and compares every spike and every command.
void expect_the_same_everywhere(const std::filesystem::path& file,
                                const std::vector<Override>& overrides, std::size_t least_spikes) {
    ScenarioRun expected;
    {
        ForceIsa baseline(Isa::baseline);
        expected = run_scenario(file, 1, overrides);
    }
    EXPECT_GE(expected.spikes.size(), least_spikes);
    for (Isa isa : available_isas())
        for (int threads : {1, 2, 3}) {
            ForceIsa forced(isa);
            SCOPED_TRACE(std::string(isa_name(isa)) + ", " + std::to_string(threads) + " threads");
            auto run = run_scenario(file, threads, overrides);
            ASSERT_TRUE(same_spikes(run.spikes, expected.spikes));
            ASSERT_EQ(run.commands, expected.commands);
            ASSERT_EQ(run.synaptic_events, expected.synaptic_events);
        }
}

TEST(SameSpikes, of_the_tutorial_on_every_thread_count_and_isa) {
    expect_the_same_everywhere(example("video_visualization.toml"), {}, 300);
}

TEST(SameSpikes, of_exponential_opsins_on_every_thread_count_and_isa) {
    expect_the_same_everywhere(
        example("video_visualization.toml"),
        {{"opsin.0.integrator", "exponential"}, {"simulation.duration", "60 ms"}}, 100);
}

TEST(SameSpikes, of_balanced_20k_on_every_thread_count_and_isa) {
    // A tenth of its second: past the transient, and 20 million synapses have been drawn and used.
    expect_the_same_everywhere(example("balanced_20k.toml"), {{"simulation.duration", "100 ms"}},
                               15000);
}

TEST(SameSpikes, with_noise_random_delays_and_light_on_every_thread_count_and_isa) {
    TemporaryDirectory directory;
    std::filesystem::path file = directory.path() / "mixed.toml";
    std::ofstream(file) << R"(format = 1
title = "Everything at once"
seed = 99
[simulation]
duration = "150 ms"
dt = "0.1 ms"
[[population]]
name = "exc"
size = 900
noise = "3 mV"
t_ref = "2 ms"
v_init = { uniform = ["-70 mV", "-50 mV"] }
I_e = { normal = ["35 pA", "5 pA"] }
position = { cylinder = { start = ["0 mm", "0 mm", "0.2 mm"], end = ["0.1 mm", "0 mm", "0.4 mm"], radius = "0.3 mm" }, placement = "random" }
[[population]]
name = "inh"
model = "lif"
size = 211
V_peak = "-50 mV"
noise = "2 mV"
I_e = "38 pA"
position = { box = { from = ["-0.3 mm", "-0.3 mm", "0.2 mm"], to = ["0.3 mm", "0.3 mm", "0.4 mm"] } }
[[projection]]
from = "exc"
to = "exc"
connect = { distance = { p0 = 0.3, sigma = "150 um", profile = "gaussian" } }
weight = { lognormal = ["0.3 mV", "0.2 mV"] }
delay = { normal = ["1.5 ms", "0.5 ms"] }
[[projection]]
from = "exc"
to = "inh"
connect = { in_degree = 40 }
weight = "0.3 mV"
delay = "0.8 ms"
[[projection]]
from = "inh"
to = "exc"
connect = { out_degree = 60 }
weight = { uniform = ["-1 mV", "-0.5 mV"] }
delay = { uniform = ["0 ms", "3 ms"] }
[[light]]
name = "fibers"
model = "fiber"
wavelength = "473 nm"
positions = [["0 um", "0 um", "0 um"], ["200 um", "0 um", "0 um"]]
direction = [0, 0, 1]
initial = "1 mW/mm^2"
maximum = "20 mW/mm^2"
[[opsin]]
population = "exc"
model = "chr2_4s"
expression = { fraction = 0.7, value = 0.5 }
[[opsin]]
population = "exc"
model = "chr2_b4s"
[loop]
sample_period = "1 ms"
latency = "2.5 ms"
[[controller]]
drives = "fibers"
random_walk = { step = "1 mW/mm^2" }
[record]
spikes = true
)";
    expect_the_same_everywhere(file, {}, 500);
    expect_the_same_everywhere(file, {{"simulation.precision", "float64"}}, 500);
}

TEST(SameSpikes, do_not_depend_on_where_a_table_stands_but_do_on_the_seed) {
    auto run = run_scenario(example("balanced_20k.toml"), 1, {{"simulation.duration", "20 ms"}});
    auto other = run_scenario(example("balanced_20k.toml"), 1,
                              {{"simulation.duration", "20 ms"}, {"seed", "2"}});
    auto differs = [](const Spike& a, const Spike& b) {
        return a.step != b.step || a.neuron != b.neuron;
    };
    bool equal = run.spikes.size() == other.spikes.size();
    for (std::size_t i = 0; equal && i < run.spikes.size(); ++i)
        equal = !differs(run.spikes[i], other.spikes[i]);
    EXPECT_FALSE(equal);
}

}  // namespace
}  // namespace spikelight
