// What `spikelight check` promises: expected synapses against counting by hand.
#include <gtest/gtest.h>

#include <cmath>

#include "engine/network/network.h"

namespace spikelight {
namespace {

/// Expected synapses of one rule from `from` to `to` neurons; within one population where `within`.
double synapses(Projection rule, std::int64_t from, std::int64_t to, bool within = false) {
    Scenario scenario;
    scenario.populations.resize(within ? 1 : 2);
    scenario.populations[0].size = from;
    scenario.populations.back().size = to;
    rule.to = within ? 0 : 1;
    scenario.projections = {rule};
    return plan_network(scenario).synapses.at(0);
}

Projection rule_of(ConnectRule kind, std::int64_t count = 0, bool self = true) {
    Projection rule;
    rule.rule = kind;
    rule.probability = 0.25;
    rule.count = count;
    rule.self = self;
    return rule;
}

TEST(Plan, CountsTheSynapsesOfEveryRule) {
    EXPECT_EQ(synapses(rule_of(ConnectRule::probability), 40, 10), 100);
    EXPECT_EQ(synapses(rule_of(ConnectRule::probability, 0, false), 40, 40, true), 390);
    EXPECT_EQ(synapses(rule_of(ConnectRule::in_degree, 3), 40, 10), 30);
    EXPECT_EQ(synapses(rule_of(ConnectRule::out_degree, 3), 40, 10), 120);
    EXPECT_EQ(synapses(rule_of(ConnectRule::total, 77), 40, 10), 77);
    EXPECT_EQ(synapses(rule_of(ConnectRule::one_to_one), 10, 10), 10);
    EXPECT_EQ(synapses(rule_of(ConnectRule::all_to_all), 40, 10), 400);
    // A window of 2 on 5 neurons: 3 + 4 + 5 + 4 + 3; without the diagonal 5 fewer.
    EXPECT_EQ(synapses(rule_of(ConnectRule::window, 2), 5, 5, true), 19);
    EXPECT_EQ(synapses(rule_of(ConnectRule::window, 2, false), 5, 5, true), 14);
    // From 6 neurons to 3: rows reach 2, 3, 2, 1, 0, 0 targets with a width of 1.
    EXPECT_EQ(synapses(rule_of(ConnectRule::window, 1), 6, 3), 8);
    Projection list = rule_of(ConnectRule::list);
    list.pre = list.post = {0, 1, 2};
    EXPECT_EQ(synapses(list, 40, 10), 3);
}

TEST(Plan, CountsDistanceRulesByTheirMeanProbability) {
    Scenario scenario;
    scenario.populations.resize(1);
    scenario.populations[0].size = 2;
    scenario.populations[0].placement = ListedPlacement{{{0, 0, 0}, {0, 0, 2e-4}}};
    Projection rule = rule_of(ConnectRule::distance);
    rule.sigma = 1e-4;
    scenario.projections = {rule, rule};
    scenario.projections[1].profile = DistanceProfile::exponential;
    scenario.projections[1].self = false;
    // Two neurons 2 sigma apart: self pairs at p0, the others at p0 exp(-2), both profiles alike at this distance.
    const auto plan = plan_network(scenario);
    EXPECT_DOUBLE_EQ(plan.synapses[0], 0.25 * (2 + 2 * std::exp(-2.0)));
    EXPECT_DOUBLE_EQ(plan.synapses[1], 0.25 * 2 * std::exp(-2.0));
}

TEST(Plan, CountsNeuronsStepsAndMemory) {
    Scenario scenario;
    scenario.simulation.steps = 1234;
    scenario.populations.resize(2);
    scenario.populations[0].size = 80000;
    scenario.populations[1].size = 20000;
    scenario.projections = {rule_of(ConnectRule::in_degree, 1000)};
    scenario.projections[0].to = 1;
    const auto plan = plan_network(scenario);
    EXPECT_EQ(plan.neurons, 100000);
    EXPECT_EQ(plan.steps, 1234);
    // Connectivity dominates: 2e7 synapses of 2 to 8 bytes.
    EXPECT_GT(plan.memory_bytes, 4e7);
    EXPECT_LT(plan.memory_bytes, 16e7);
    // A weight of each synapse's own adds its bytes.
    scenario.projections[0].weight.kind = Value::Kind::normal;
    EXPECT_EQ(plan_network(scenario).memory_bytes - plan.memory_bytes, 2e7 * 4);
}

}  // namespace
}  // namespace spikelight
