// The random walk: its steps are normal and independent, its bounds hold, and it goes on from the last decision.
#include <Random123/philox.h>
#include <gtest/gtest.h>
#include <xxhash.h>

#include <cmath>

#include "tests/control/control_scenario.h"
#include "tests/network/kolmogorov_smirnov.h"

namespace spikelight {
namespace {

using testing::add_controller;
using testing::lit_scenario;
using testing::run_by_events;

constexpr std::int64_t samples = 20000;

/// Differences between successive steps of one source.
std::vector<double> increments(const std::vector<std::vector<double>>& in_force,
                               std::size_t source) {
    std::vector<double> steps;
    for (std::size_t k = 1; k < in_force.size(); ++k)
        steps.push_back(in_force[k][source] - in_force[k - 1][source]);
    return steps;
}

TEST(RandomWalk, StepsAreNormalAndIndependent) {
    Scenario scenario = lit_scenario({1e6, 1e6}, 1, 0);
    add_controller(scenario, RandomWalkCommand{{500, 2000}});
    const auto in_force = run_by_events(scenario, samples);
    const auto first = increments(in_force, 0), second = increments(in_force, 1);
    // Kolmogorov-Smirnov at a significance of 0.001, the seed fixed.
    const double bound = testing::bound_at_one_in_a_thousand(samples - 1);
    EXPECT_LT(testing::distance_to(first, [](double x) { return testing::normal_cdf(x, 0, 500); }),
              bound);
    EXPECT_LT(
        testing::distance_to(second, [](double x) { return testing::normal_cdf(x, 0, 2000); }),
        bound);
    // Correlations of n independent pairs have the standard error 1 / sqrt(n); four of them.
    double between = 0, successive = 0;
    for (std::size_t k = 0; k + 1 < first.size(); ++k) {
        between += first[k] * second[k] / (500.0 * 2000.0 * samples);
        successive += first[k] * first[k + 1] / (500.0 * 500.0 * samples);
    }
    EXPECT_NEAR(between, 0, 4 / std::sqrt(samples));
    EXPECT_NEAR(successive, 0, 4 / std::sqrt(samples));
}

TEST(RandomWalk, DrawsHaveTheDocumentedLayout) {
    Scenario scenario = lit_scenario({1e3, 1e3}, 10, 0);
    add_controller(scenario, RandomWalkCommand{{1, 1}});
    const auto in_force = run_by_events(scenario, 500);
    // Random123, xxHash and std::erfc are the oracles: key of (seed, "random_walk", light), element source, draw sample.
    const std::string text("random_walk\0fibers", 18);
    const std::uint64_t key = XXH3_64bits_withSeed(text.data(), text.size(), scenario.seed);
    for (std::uint32_t sample = 1; sample < 50; ++sample)
        for (std::uint32_t source : {0u, 1u}) {
            const r123::Philox4x32::ctr_type counter{{sample, 0, source, 0}};
            const r123::Philox4x32::key_type keys{
                {static_cast<std::uint32_t>(key), static_cast<std::uint32_t>(key >> 32)}};
            const double part = (r123::Philox4x32()(counter, keys)[0] + 0.5) / 4294967296.0;
            const double step = in_force[sample * 10][source] - in_force[sample * 10 - 10][source];
            // A difference of numbers near 1000 has an error of 1e-13.
            EXPECT_NEAR(testing::normal_cdf(step, 0, 1), part, 1e-12);
        }
}

TEST(RandomWalk, TheFirstSampleAlreadySteps) {
    Scenario scenario = lit_scenario({1e6}, 1, 0);
    add_controller(scenario, RandomWalkCommand{{500}});
    const double first = run_by_events(scenario, 1)[0][0];
    EXPECT_NE(first, 1e6);
    EXPECT_NEAR(first, 1e6, 6.5 * 500) << "no draw lies beyond 6.4 standard deviations";
}

TEST(RandomWalk, ClippingIsOfTheSumAtEverySample) {
    Scenario free = lit_scenario({1e6}, 1, 0), bounded = lit_scenario({10}, 1, 0);
    add_controller(free, RandomWalkCommand{{3}});
    add_controller(bounded, RandomWalkCommand{{3}});
    bounded.lights[0].maximum = 30;
    const auto unclipped = run_by_events(free, samples), clipped = run_by_events(bounded, samples);
    double expected = 10, before = 1e6;
    int low = 0, high = 0;
    for (std::size_t k = 0; k < clipped.size(); ++k) {
        expected = std::min(30.0, std::max(0.0, expected + (unclipped[k][0] - before)));
        before = unclipped[k][0];
        // The free walk's differences carry the rounding of 1e6, 1e-10 each; clipping forgets them.
        ASSERT_NEAR(clipped[k][0], expected, 1e-6);
        low += clipped[k][0] == 0;
        high += clipped[k][0] == 30;
    }
    EXPECT_GT(low, 100);
    EXPECT_GT(high, 100);
}

TEST(RandomWalk, ItsDrawsAreThoseOfTheSampleWheneverItBegan) {
    // Active from sample 50 of period 10, it takes the steps that a walk from 0 takes at the same samples.
    Scenario early = lit_scenario({1e6}, 10, 0), late = early;
    add_controller(early, RandomWalkCommand{{500}});
    add_controller(late, RandomWalkCommand{{500}}, 500);
    const auto a = run_by_events(early, 2000), b = run_by_events(late, 2000);
    EXPECT_EQ(b[499][0], 1e6);
    for (std::size_t k = 500; k < 2000; ++k)
        ASSERT_NEAR(a[k][0] - a[k - 1][0], b[k][0] - b[k - 1][0], 1e-9);
}

TEST(RandomWalk, ItGoesOnFromTheLastDecisionNotFromWhatIsInForce) {
    // The constant's 2e6 decided at step 10 is still on the line when the walk begins at step 20.
    Scenario scenario = lit_scenario({1e6}, 10, 100);
    add_controller(scenario, ConstantCommand{{2e6}}, 10, 20);
    add_controller(scenario, RandomWalkCommand{{1}}, 20);
    const auto in_force = run_by_events(scenario, 130);
    EXPECT_EQ(in_force[109][0], 1e6);
    EXPECT_EQ(in_force[110][0], 2e6);
    EXPECT_NE(in_force[120][0], 2e6);
    EXPECT_NEAR(in_force[120][0], 2e6, 6.5);
}

TEST(RandomWalk, SeedAndLightNameAloneDecideTheDraws) {
    Scenario one = lit_scenario({100}, 1, 0);
    add_controller(one, RandomWalkCommand{{1}});
    Scenario two = lit_scenario({100}, 1, 0);
    two.lights[0].name = "other";
    add_controller(two, RandomWalkCommand{{1}});
    two.lights.push_back(one.lights[0]);
    add_controller(two, RandomWalkCommand{{1}});
    const auto a = run_by_events(one, 100), b = run_by_events(two, 100);
    one.seed += 1;
    const auto c = run_by_events(one, 100);
    for (std::size_t k = 0; k < 100; ++k) {
        ASSERT_EQ(a[k][0], b[k][1]);
        ASSERT_NE(a[k][0], b[k][0]);
        ASSERT_NE(a[k][0], c[k][0]);
    }
}

}  // namespace
}  // namespace spikelight
