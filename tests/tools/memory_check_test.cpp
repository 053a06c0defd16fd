// Networks that no machine holds are refused by their plan, before anything of them is there.
#include "tools/memory_check.h"

#include <gtest/gtest.h>

namespace spikelight {
namespace {

Scenario network(std::int64_t neurons, std::int64_t in_degree) {
    Scenario scenario;
    scenario.populations.resize(1);
    scenario.populations[0].size = neurons;
    Projection projection;
    projection.rule = ConnectRule::in_degree;
    projection.count = in_degree;
    scenario.projections = {projection};
    return scenario;
}

TEST(MemoryCheck, LetsPassWhatFitsAndRefusesWhatDoesNot) {
    EXPECT_EQ(memory_problem(network(100'000, 1000), "cpu", 1e9), "");
    EXPECT_EQ(memory_problem(network(4'000'000'000, 0), "cpu", 24e9),
              "4,000,000,000 neurons and their synapses need 176 GB (this machine has 24 GB). Make "
              "the network smaller: `spikelight check` tells what it needs");
    EXPECT_EQ(
        memory_problem(network(1000, 1'000'000'000), "cpu", 24e9),
        "1,000 neurons and their synapses need 2 TB (this machine has 24 GB). Make the network "
        "smaller: `spikelight check` tells what it needs");
    // The synapses of a GPU's network are not the machine's.
    EXPECT_EQ(memory_problem(network(1000, 1'000'000'000), "cuda", 24e9), "");
}

TEST(MemoryCheck, PlacesNoNeuronOfANetworkThatCannotBe) {
    Scenario scenario = network(4'000'000'000, 0);
    scenario.projections[0].rule = ConnectRule::distance;
    scenario.populations[0].placement = BoxPlacement{{0, 0, 0}, {1, 1, 1}};
    EXPECT_NE(memory_problem(scenario, "cpu", 24e9), "");
}

TEST(MemoryCheck, KnowsWhatTheMachineHas) {
    EXPECT_GT(machine_memory_bytes(), 1e8);
    EXPECT_LT(machine_memory_bytes(), 1e15);
}

}  // namespace
}  // namespace spikelight
