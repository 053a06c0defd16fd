// What samples hold, against spikes and states that a test hands out.
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "engine/control/observed_neurons.h"
#include "engine/control/sampler.h"
#include "tests/control/control_scenario.h"

namespace spikelight {
namespace {

/// States that are numbers of the neuron's index.
void still_states(const Observation& what, std::span<double> values) {
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double x = what.neurons[i] + 100.0 * what.population;
        values[i] = what.variable == Variable::v ? -0.07 + 1e-4 * x : 1e-12 * x;
    }
}

/// A sample of neurons in the states that `states` gives.
template <class States>
Sample take(Sampler& sampler, std::int64_t step, States&& states) {
    std::vector<double> read;
    for (const Observation& what : sampler.probe().what) {
        std::vector<double> values(what.neurons.size());
        states(what, values);
        read.insert(read.end(), values.begin(), values.end());
    }
    return sampler.take(step, read);
}
Sample take(Sampler& sampler, std::int64_t step) {
    return take(sampler, step, still_states);
}

/// Two populations on lines along x, 10 um apart: 5 neurons at y = 0, 3 at y = 1 mm.
Scenario lines() {
    Scenario scenario = testing::lit_scenario({0}, 10, 0);
    for (int p = 0; p < 2; ++p) {
        Population& population = scenario.populations.emplace_back();
        population.name = p == 0 ? "exc" : "inh";
        population.size = p == 0 ? 5 : 3;
        ListedPlacement placement;
        for (int i = 0; i < population.size; ++i)
            placement.points.emplace_back(i * 10e-6, p * 1e-3, 0);
        population.placement = placement;
    }
    return scenario;
}

Observable& observe(Scenario& scenario, ObservableKind kind, std::vector<std::size_t> populations) {
    Observable observable;
    observable.name = "o" + std::to_string(scenario.observables.size());
    observable.kind = kind;
    observable.populations = std::move(populations);
    scenario.observables.push_back(observable);
    return scenario.observables.back();
}

TEST(Sampler, CountsSpikesOfPopulationsAndOfNeuronsNearAPoint) {
    Scenario scenario = lines();
    // Neurons 1, 2 and 3 of exc lie within 10 um of neuron 2; nobody of inh does.
    observe(scenario, ObservableKind::spikes, {0, 1}).within = Sphere{{20e-6, 0, 0}, 10.5e-6};
    observe(scenario, ObservableKind::spikes, {1});
    Sampler sampler(scenario);
    sampler.count(std::vector<Spike>{{0, 0}, {0, 1}, {3, 3}, {3, 5}});
    sampler.count(std::vector<Spike>{{7, 1}, {9, 7}, {9, 4}});
    const Sample sample = take(sampler, 10);
    EXPECT_EQ(sample.step, 10);
    EXPECT_EQ(sample.spikes, (std::vector<std::uint64_t>{5, 2}));
    EXPECT_EQ(sample.values, (std::vector<double>{3, 2}));
    EXPECT_EQ(take(sampler, 20).values, (std::vector<double>{0, 0})) << "counted once";
    EXPECT_EQ(count_observed_neurons(scenario), (std::vector<double>{5, 3, 3, 3}));
}

TEST(Sampler, FiltersTheRatePerNeuron) {
    Scenario scenario = lines();
    // T = 1 ms, filter 3 ms: a quarter of the way each sample. 5 neurons: n spikes are 200 n Hz.
    observe(scenario, ObservableKind::rate, {0}).filter = 3e-3;
    Sampler sampler(scenario);
    EXPECT_EQ(take(sampler, 0).values[0], 0);
    sampler.count(std::vector<Spike>{{1, 0}, {2, 0}});
    EXPECT_NEAR(take(sampler, 10).values[0], 100, 1e-12);
    EXPECT_NEAR(take(sampler, 20).values[0], 75, 1e-12);
    // A sample that comes late stands for its whole time: 2 spikes in 3 ms, half way.
    sampler.count(std::vector<Spike>{{21, 0}, {49, 4}});
    EXPECT_NEAR(take(sampler, 50).values[0], 75 + (2 / (5 * 3e-3) - 75) / 2, 1e-12);
}

TEST(Sampler, AveragesAndSumsStatesInWhateverOrder) {
    Scenario scenario = lines();
    observe(scenario, ObservableKind::mean_v, {0});
    observe(scenario, ObservableKind::mean_v, {0, 1});
    observe(scenario, ObservableKind::photocurrent, {1, 0});
    observe(scenario, ObservableKind::photocurrent, {0, 1}).sum = true;
    Sampler sampler(scenario);
    const std::vector<double> values = take(sampler, 0).values;
    // exc: x = 0 ... 4, mean 2; inh: 100, 101, 102, sum 303. Fixed point: a few 2^-61 of the range.
    EXPECT_NEAR(values[0], -0.07 + 2e-4, 1e-15);
    EXPECT_NEAR(values[1], -0.07 + 1e-4 * 313 / 8, 1e-15);
    EXPECT_NEAR(values[2], 1e-12 * 313 / 8, 1e-21);
    EXPECT_NEAR(values[3], 1e-12 * 313, 1e-21);
}

TEST(Sampler, MakesNoNumberOfAStateThatIsNone) {
    Scenario scenario = lines();
    observe(scenario, ObservableKind::mean_v, {0});
    auto one_broken = [](const Observation& what, std::span<double> values) {
        still_states(what, values);
        values.front() = std::numeric_limits<double>::quiet_NaN();
    };
    Sampler sampler(scenario);
    EXPECT_TRUE(std::isnan(take(sampler, 0, one_broken).values[0]));
}

// Cleo 0.19: p(r) = h / (r - c), c = 2 r_perfect - r_half, h = r_half - r_perfect
// (cleo/ephys/spiking.py, _detection_prob_for_distance), and no more than the cutoff is none.
TEST(Electrode, DetectsByDistanceAsInCleo) {
    Observable electrode;
    electrode.r_perfect_detection = 25e-6;
    electrode.r_half_detection = 75e-6;
    const double c = 2 * 25e-6 - 75e-6, h = 50e-6;
    EXPECT_EQ(detection_probability(electrode, 0), 1);
    EXPECT_EQ(detection_probability(electrode, 25e-6), 1);
    EXPECT_NEAR(detection_probability(electrode, 75e-6), 0.5, 1e-15);
    for (double r : {30e-6, 100e-6, 500e-6, 4.9e-3})
        EXPECT_NEAR(detection_probability(electrode, r), h / (r - c), 1e-15);
    // h / (r - c) = 0.01 at r = 4.975 mm.
    EXPECT_EQ(detection_probability(electrode, 4.976e-3), 0);
}

TEST(Electrode, SitesDetectEachSpikeIndependentlyWithItsProbability) {
    Scenario scenario = lines();
    Observable& electrode = observe(scenario, ObservableKind::electrode, {0, 1});
    electrode.sites = {{0, 0, 0}, {0, 0, 30e-6}, {5e-2, 0, 0}};
    electrode.r_perfect_detection = 10e-6;
    electrode.r_half_detection = 30e-6;
    Sampler sampler(scenario);
    // Neuron 0 fires 10000 times: seen always at distance 0, half the time at 30 um, never at 5 cm.
    std::vector<Spike> spikes;
    for (std::uint32_t step = 0; step < 10000; ++step) spikes.push_back({step, 0});
    sampler.count(spikes);
    const std::vector<double> values = take(sampler, 10000).values;
    EXPECT_EQ(values[0], 10000);
    // Binomial: sd 50; six of them happen by chance once in 5e8.
    EXPECT_NEAR(values[1], 5000, 300);
    EXPECT_EQ(values[2], 0);

    // The draws belong to neuron, site and step: in two portions, in another order, the same.
    Sampler again(scenario);
    std::reverse(spikes.begin(), spikes.end());
    again.count(std::span<const Spike>(spikes).first(3333));
    again.count(std::span<const Spike>(spikes).subspan(3333));
    EXPECT_EQ(take(again, 10000).values, values);
    scenario.seed += 1;
    Sampler other(scenario);
    other.count(spikes);
    EXPECT_NE(take(other, 10000).values[1], values[1]);
}

TEST(Sampler, ASphereThatHoldsNobodyIsTold) {
    Scenario scenario = lines();
    observe(scenario, ObservableKind::rate, {0}).within = Sphere{{0, 0, 1}, 1e-3};
    try {
        Sampler sampler(scenario);
        FAIL();
    } catch (const std::runtime_error& error) {
        EXPECT_STREQ(error.what(),
                     "observable o0 observes no neuron (none lies in its sphere). Move or enlarge "
                     "it");
    }
}

TEST(Sampler, ContinuesFromACheckpoint) {
    Scenario scenario = lines();
    observe(scenario, ObservableKind::rate, {0}).filter = 3e-3;
    observe(scenario, ObservableKind::spikes, {1});
    std::mt19937 dice(1);
    std::vector<Spike> spikes;
    for (std::uint32_t step = 0; step < 60; ++step)
        spikes.push_back({step, static_cast<std::uint32_t>(dice() % 8)});
    const auto go = [&](Sampler& sampler, std::size_t from, std::size_t to,
                        std::vector<Sample>& samples) {
        for (std::size_t step = from; step < to; ++step) {
            if (step % 10 == 0) samples.push_back(take(sampler, static_cast<std::int64_t>(step)));
            sampler.count(std::span<const Spike>(spikes).subspan(step, 1));
        }
    };
    std::vector<Sample> whole, halves;
    Sampler one(scenario), first(scenario), second(scenario);
    go(one, 0, 60, whole);
    go(first, 0, 34, halves);
    ArchiveWriter saved;
    first.save(saved);
    ArchiveReader archive(saved.bytes());
    second.restore(archive);
    go(second, 34, 60, halves);
    ASSERT_EQ(halves.size(), whole.size());
    for (std::size_t i = 0; i < whole.size(); ++i) {
        EXPECT_EQ(halves[i].spikes, whole[i].spikes);
        EXPECT_EQ(halves[i].values, whole[i].values);
    }
}

TEST(Observables, AreSampledEachPeriodEvenWithoutControllers) {
    Scenario scenario = lines();
    observe(scenario, ObservableKind::spikes, {0});
    ControlLoop loop(scenario);
    EXPECT_TRUE(loop.active());
    EXPECT_EQ(loop.next_sample(0), 0);
    EXPECT_EQ(loop.next_sample(1), 10);
}

TEST(Observables, AreWhatAControllerRegulates) {
    // Mean v 5 mV below its target, gain 0.2 mW/mm^2/mV, hardly any integral.
    Scenario scenario = lines();
    observe(scenario, ObservableKind::mean_v, {0});
    testing::add_controller(scenario, PiCommand{2, -60e-3, 0, 0.2e6, 1e15});
    ControlLoop loop(scenario);
    loop.sample({0, {7, 7}, {-65e-3}});
    loop.apply(0);
    EXPECT_NEAR(loop.irradiance()[0], 1000, 1e-9);
}

}  // namespace
}  // namespace spikelight
