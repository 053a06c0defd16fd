// What synapses depend on, one thing at a time.
#include "engine/network/synapse_key.h"

#include <gtest/gtest.h>

#include <functional>

namespace spikelight {
namespace {

Scenario two_populations(ConnectRule rule) {
    Scenario scenario;
    scenario.seed = 5;
    scenario.simulation.dt = 0.1e-3;
    scenario.simulation.steps = 10;
    for (const char* name : {"exc", "inh"}) {
        Population population;
        population.name = name;
        population.size = 40;
        population.placement = BoxPlacement{glm::dvec3(0), glm::dvec3(1e-3)};
        scenario.populations.push_back(population);
    }
    Projection projection;
    projection.name = "exc_inh";
    projection.to = 1;
    projection.rule = rule;
    projection.probability = 0.5;
    projection.weight.a = 1e-3;
    scenario.projections = {projection};
    return scenario;
}

struct Change {
    const char* name;
    std::function<void(Scenario&)> make;
};

/// True if the change changes the key.
bool matters(const Change& change, ConnectRule rule = ConnectRule::probability) {
    Scenario scenario = two_populations(rule);
    const std::string before = synapse_key(scenario);
    change.make(scenario);
    return synapse_key(scenario) != before;
}

TEST(SynapseKey, differs_with_all_that_synapses_are_drawn_from) {
    const Change changes[] = {
        {"seed", [](Scenario& s) { s.seed = 6; }},
        {"dt", [](Scenario& s) { s.simulation.dt = 0.2e-3; }},
        {"precision", [](Scenario& s) { s.simulation.precision = Precision::float64; }},
        {"size", [](Scenario& s) { s.populations[1].size = 41; }},
        {"populations", [](Scenario& s) { s.populations.push_back(s.populations[0]); }},
        {"projections", [](Scenario& s) { s.projections.push_back(s.projections[0]); }},
        {"name", [](Scenario& s) { s.projections[0].name = "ei"; }},
        {"from", [](Scenario& s) { s.projections[0].from = 1; }},
        {"to", [](Scenario& s) { s.projections[0].to = 0; }},
        {"rule", [](Scenario& s) { s.projections[0].rule = ConnectRule::window; }},
        {"probability", [](Scenario& s) { s.projections[0].probability = 0.4; }},
        {"count", [](Scenario& s) { s.projections[0].count = 3; }},
        {"sigma", [](Scenario& s) { s.projections[0].sigma = 1e-4; }},
        {"profile", [](Scenario& s) { s.projections[0].profile = DistanceProfile::exponential; }},
        {"pre", [](Scenario& s) { s.projections[0].pre = {1}; }},
        {"post", [](Scenario& s) { s.projections[0].post = {1}; }},
        {"self", [](Scenario& s) { s.projections[0].self = false; }},
        {"multiple", [](Scenario& s) { s.projections[0].multiple = true; }},
        {"weight", [](Scenario& s) { s.projections[0].weight.a = 2e-3; }},
        {"kind of weight", [](Scenario& s) { s.projections[0].weight.kind = Value::Kind::normal; }},
        {"spread of weight", [](Scenario& s) { s.projections[0].weight.b = 1e-3; }},
        {"delays", [](Scenario& s) { s.projections[0].delay.list = {1e-3}; }},
    };
    for (const Change& change : changes) EXPECT_TRUE(matters(change)) << change.name;
}

TEST(SynapseKey, tells_lists_apart_that_only_together_are_alike) {
    Scenario a = two_populations(ConnectRule::list), b = a;
    a.projections[0].pre = {1, 2}, a.projections[0].post = {3};
    b.projections[0].pre = {1}, b.projections[0].post = {2, 3};
    EXPECT_NE(synapse_key(a), synapse_key(b));
}

TEST(SynapseKey, knows_positions_where_distance_matters_alone) {
    const Change changes[] = {
        {"name",
         [](Scenario& s) { s.populations[0].name = "other"; }},  // random places are drawn under it
        {"place", [](Scenario& s) { s.populations[0].placement = std::monostate(); }},
        {"box",
         [](Scenario& s) {
             s.populations[0].placement = BoxPlacement{glm::dvec3(0), glm::dvec3(2e-3)};
         }},
        {"points",
         [](Scenario& s) {
             s.populations[0].placement = ListedPlacement{std::vector(40, glm::dvec3(0))};
         }},
        {"cylinder",
         [](Scenario& s) {
             s.populations[0].placement =
                 CylinderPlacement{glm::dvec3(0), glm::dvec3(1e-3), 1e-3, true};
         }},
        {"grid",
         [](Scenario& s) {
             s.populations[0].placement = GridPlacement{glm::dvec3(0), glm::dvec3(1e-3), 40, 1, 1};
         }},
    };
    for (const Change& change : changes) {
        EXPECT_TRUE(matters(change, ConnectRule::distance)) << change.name;
        EXPECT_FALSE(matters(change)) << change.name;
    }
}

TEST(SynapseKey, is_the_same_whatever_else_differs) {
    const Change changes[] = {
        {"duration", [](Scenario& s) { s.simulation.steps = 20; }},
        {"current", [](Scenario& s) { s.populations[0].I_e.a = 1e-12; }},
        {"threshold", [](Scenario& s) { s.populations[0].V_T = -45e-3; }},
        {"noise", [](Scenario& s) { s.populations[0].noise = 1e-3; }},
        {"light", [](Scenario& s) { s.lights.emplace_back(); }},
        {"opsin", [](Scenario& s) { s.opsins.emplace_back(); }},
        {"latency", [](Scenario& s) { s.loop.latency_steps = 3; }},
        {"controller", [](Scenario& s) { s.controllers.emplace_back(); }},
        {"title", [](Scenario& s) { s.title = "other"; }},
    };
    for (const Change& change : changes) EXPECT_FALSE(matters(change)) << change.name;
}

}  // namespace
}  // namespace spikelight
