// Promise one: the same experiment gives the same spikes, whoever runs it.
#include <gtest/gtest.h>

#include "tests/simulation/run_scenario.h"
#include "tests/support/force_isa.h"
#include "tests/support/reference.h"

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
    const std::filesystem::path file =
        source_directory() / "tests/scenarios/everything_at_once.toml";
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
