// Values per neuron and per synapse, keys, and the constants a backend gets.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "engine/network/keys.h"
#include "engine/network/network.h"
#include "tests/network/kolmogorov_smirnov.h"

namespace spikelight {
namespace {

using testing::bound_at_one_in_a_thousand;
using testing::distance_to;
using testing::normal_cdf;

constexpr std::int64_t size = 20000;

Population population_named(const std::string& name) {
    Population population;
    population.name = name;
    population.size = size;
    return population;
}

Scenario scenario_with(std::vector<Population> populations) {
    Scenario scenario;
    scenario.seed = 5;
    scenario.simulation.dt = 0.1e-3;
    scenario.populations = std::move(populations);
    return scenario;
}

NetworkData network_of(const Scenario& scenario) {
    return make_network(scenario, place_neurons(scenario));
}

/// What 20,000 neurons draw of a value.
std::vector<double> drawn(const Value& value) {
    Scenario scenario = scenario_with({population_named("exc")});
    scenario.populations[0].I_e = value;
    return network_of(scenario).populations[0].I_e;
}

TEST(Keys, SeedPurposeAndNameAllCount) {
    const std::uint64_t key = draw_key(1, "weight", "ei");
    EXPECT_EQ(key, draw_key(1, "weight", "ei"));
    EXPECT_NE(key, draw_key(2, "weight", "ei"));
    EXPECT_NE(key, draw_key(1, "delay", "ei"));
    EXPECT_NE(key, draw_key(1, "weight", "ie"));
    EXPECT_NE(draw_key(1, "ab", "c"), draw_key(1, "a", "bc"));
}

TEST(Values, ConstantsStayOneNumberAndListsStayLists) {
    EXPECT_EQ(drawn({Value::Kind::constant, 60e-12, 0, {}}), std::vector<double>{60e-12});
    std::vector<double> list(size);
    std::iota(list.begin(), list.end(), 0.0);
    EXPECT_EQ(drawn({Value::Kind::list, 0, 0, list}), list);
}

// The three distributions: Kolmogorov-Smirnov at a significance of 0.001 each, the seed fixed.
TEST(Values, UniformDrawsAreUniform) {
    const auto values = drawn({Value::Kind::uniform, 40e-12, 80e-12, {}});
    ASSERT_EQ(values.size(), std::size_t(size));
    EXPECT_LT(distance_to(values, [](double x) { return (x - 40e-12) / 40e-12; }),
              bound_at_one_in_a_thousand(size));
}

TEST(Values, NormalDrawsAreNormal) {
    const auto values = drawn({Value::Kind::normal, 60e-12, 5e-12, {}});
    EXPECT_LT(distance_to(values, [](double x) { return normal_cdf(x, 60e-12, 5e-12); }),
              bound_at_one_in_a_thousand(size));
}

TEST(Values, LognormalDrawsHaveTheMeanAndDeviationOfTheVariableItself) {
    const double mean = 3, sd = 1.5;
    const auto values = drawn({Value::Kind::lognormal, mean, sd, {}});
    double sum = 0, squares = 0;
    for (double x : values) sum += x, squares += x * x;
    const double sample_mean = sum / size;
    // Four standard errors: 4 sd / sqrt(n) = 0.042 of the mean; that of the variance from the fourth moment
    // (kurtosis 8.0 of this lognormal): sd of the sample sd = sd sqrt((kurtosis - 1) / (4 n)) = 0.014.
    EXPECT_NEAR(sample_mean, mean, 4 * sd / std::sqrt(size));
    EXPECT_NEAR(std::sqrt(squares / size - sample_mean * sample_mean), sd, 4 * 0.014);
    const double log_sd = std::sqrt(std::log(1.25)),
                 log_mean = std::log(mean) - log_sd * log_sd / 2;
    EXPECT_LT(
        distance_to(values, [&](double x) { return normal_cdf(std::log(x), log_mean, log_sd); }),
        bound_at_one_in_a_thousand(size));
}

TEST(Values, CurrentAndStartOfANeuronAreDrawnIndependently) {
    Scenario scenario = scenario_with({population_named("exc")});
    scenario.populations[0].I_e = {Value::Kind::normal, 0, 1, {}};
    scenario.populations[0].v_init = {Value::Kind::normal, -0.07, 1e-3, {}};
    const auto network = network_of(scenario);
    const auto &I_e = network.populations[0].I_e, &v_init = network.populations[0].v_init;
    double correlation = 0, successive = 0;
    for (std::size_t i = 0; i + 1 < I_e.size(); ++i) {
        correlation += I_e[i] * (v_init[i] + 0.07) / 1e-3 / size;
        successive += I_e[i] * I_e[i + 1] / size;
    }
    // Four standard errors of a correlation of n independent pairs.
    EXPECT_NEAR(correlation, 0, 4 / std::sqrt(size));
    EXPECT_NEAR(successive, 0, 4 / std::sqrt(size));
}

TEST(Values, MovingATableChangesNoDraw) {
    auto make = [](const std::string& name) {
        Population population = population_named(name);
        population.size = 100;
        population.I_e = {Value::Kind::uniform, 0, 1, {}};
        return population;
    };
    Scenario scenario = scenario_with({make("a"), make("b")});
    const auto before = network_of(scenario).populations;
    std::swap(scenario.populations[0], scenario.populations[1]);
    const auto after = network_of(scenario).populations;
    EXPECT_EQ(before[0].I_e, after[1].I_e);
    EXPECT_EQ(before[1].I_e, after[0].I_e);
    EXPECT_EQ(before[0].noise_key, after[1].noise_key);
    EXPECT_NE(before[0].I_e, before[1].I_e);
    // Global indices follow the file.
    EXPECT_EQ(after[1].first, 100u);
}

/// pre, post and weight in mV of each synapse between three neurons.
std::vector<std::array<double, 3>> listed_synapses(ConnectRule rule, bool self, std::size_t count) {
    Scenario scenario = scenario_with({population_named("exc")});
    scenario.populations[0].size = 3;
    Projection projection;
    projection.rule = rule;
    projection.self = self;
    projection.weight.kind = Value::Kind::list;
    for (std::size_t k = 0; k < count; ++k) projection.weight.list.push_back(double(k + 1));
    scenario.projections = {projection};
    const ProjectionData data = network_of(scenario).projections.at(0);
    EXPECT_EQ(data.rule, ProjectionData::Rule::list);
    std::vector<std::array<double, 3>> synapses;
    for (std::size_t k = 0; k < data.pre.size(); ++k)
        synapses.push_back({double(data.pre[k]), double(data.post[k]), data.weight.list.at(k)});
    return synapses;
}

// A row's values are looked up by their place in the row: unless pairs are written out, every row has the first ones.
TEST(Values, ListedOnesBelongToSynapsesSourceBySource) {
    using Synapses = std::vector<std::array<double, 3>>;
    EXPECT_EQ(listed_synapses(ConnectRule::one_to_one, true, 3),
              (Synapses{{0, 0, 1}, {1, 1, 2}, {2, 2, 3}}));
    EXPECT_EQ(listed_synapses(ConnectRule::all_to_all, true, 9), (Synapses{{0, 0, 1},
                                                                           {0, 1, 2},
                                                                           {0, 2, 3},
                                                                           {1, 0, 4},
                                                                           {1, 1, 5},
                                                                           {1, 2, 6},
                                                                           {2, 0, 7},
                                                                           {2, 1, 8},
                                                                           {2, 2, 9}}));
    EXPECT_EQ(listed_synapses(ConnectRule::all_to_all, false, 6),
              (Synapses{{0, 1, 1}, {0, 2, 2}, {1, 0, 3}, {1, 2, 4}, {2, 0, 5}, {2, 1, 6}}));
}

TEST(Values, AStartAboveThresholdIsToldWithNeuronAndValue) {
    Scenario scenario = scenario_with({population_named("exc")});
    scenario.populations[0].size = 3;
    scenario.populations[0].v_init = {Value::Kind::list, 0, 0, {-70e-3, 31.25e-3, 40e-3}};
    try {
        network_of(scenario);
        FAIL() << "accepted";
    } catch (const std::runtime_error& error) {
        EXPECT_STREQ(error.what(),
                     "population 'exc', neuron 1: v_init = 31.25 mV (not below V_peak = 30 mV, so "
                     "it would spike at "
                     "once). Lower the mean or the spread of v_init, or raise V_peak");
    }
    // A clamped neuron never spikes and may be held anywhere.
    scenario.populations[0].model = NeuronModel::clamp;
    EXPECT_NO_THROW(network_of(scenario));
}

TEST(Values, NoiseOfTheFreeMembraneReachesItsStandardDeviation) {
    // v += -dt/tau v + noise_per_step N(0,1) has the variance s^2 / (1 - (1 - dt/tau)^2), noise^2 up to dt / (2 tau).
    Scenario scenario = scenario_with({population_named("exc")});
    scenario.populations[0].noise = 2e-3;
    const PopulationData data = network_of(scenario).populations[0];
    const double decay = 1 - 0.1e-3 / 20e-3;
    EXPECT_NEAR(data.noise_per_step / std::sqrt(1 - decay * decay), 2e-3, 2e-3 * 0.1e-3 / 20e-3);
}

TEST(Synapses, DelaysBecomeStepsAndWeightsStayVolts) {
    Scenario scenario = scenario_with({population_named("exc")});
    Projection projection;
    projection.name = "ee";
    projection.rule = ConnectRule::list;
    projection.pre = projection.post = {0, 1, 2};
    projection.weight = {Value::Kind::normal, 0.6e-3, 0.1e-3, {}};
    projection.delay = {Value::Kind::list, 0, 0, {0.3e-3, 0.26e-3, -0.2e-3}};
    scenario.projections = {projection, projection, projection, projection};
    scenario.projections[1].delay = {Value::Kind::constant, 1.5e-3, 0, {}};
    scenario.projections[2].delay = {Value::Kind::uniform, 0.5e-3, 2e-3, {}};
    scenario.projections[3].delay = {Value::Kind::lognormal, 2e-3, 1e-3, {}};
    const auto data = network_of(scenario).projections;
    EXPECT_EQ(data[0].weight.kind, SynapseDraw::Kind::normal);
    EXPECT_EQ(data[0].weight.a, 0.6e-3);
    EXPECT_EQ(data[0].weight.b, 0.1e-3);
    EXPECT_EQ(data[0].delay.list, (std::vector<double>{3, 3, 0}));
    EXPECT_EQ(data[1].delay.a, 15);
    EXPECT_DOUBLE_EQ(data[2].delay.a, 5);
    EXPECT_DOUBLE_EQ(data[2].delay.b, 20);
    // A lognormal of mean 20 steps and deviation 10: exp(mu + sigma^2 / 2) = 20, (exp(sigma^2) - 1) = 1/4.
    const SynapseDraw& lognormal = data[3].delay;
    EXPECT_NEAR(std::exp(lognormal.a + lognormal.b * lognormal.b / 2), 20, 1e-12);
    EXPECT_NEAR(std::expm1(lognormal.b * lognormal.b), 0.25, 1e-15);
    EXPECT_NE(data[0].key, data[0].weight.key);
    EXPECT_NE(data[0].weight.key, data[0].delay.key);
}

TEST(Positions, AreByGlobalIndexAndNaNWhereAPopulationHasNone) {
    Scenario scenario = scenario_with({population_named("a"), population_named("b")});
    scenario.populations[0].size = 2;
    scenario.populations[1].size = 1;
    scenario.populations[1].placement = ListedPlacement{{{1, 2, 3}}};
    const NetworkData network = network_of(scenario);
    EXPECT_EQ(network.neuron_count(), 3u);
    ASSERT_EQ(network.x.size(), 3u);
    EXPECT_TRUE(std::isnan(network.x[0]) && std::isnan(network.y[1]) && std::isnan(network.z[1]));
    EXPECT_EQ(network.x[2], 1);
    EXPECT_EQ(network.y[2], 2);
    EXPECT_EQ(network.z[2], 3);
}

}  // namespace
}  // namespace spikelight
