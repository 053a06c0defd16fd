// What `spikelight check` plans is what a run then takes.
#include <gtest/gtest.h>

#include "engine/network/network.h"
#include "engine/scenario/reader.h"
#include "kernels/backend.h"
#include "tests/support/reference.h"

namespace spikelight {
namespace {

using namespace testing;

// The plan is an estimate: 20 % cover the draws, chunks of rows and scratch.
TEST(Plan, of_memory_and_synapses_is_what_the_backend_takes) {
    for (std::string name : {"balanced_20k.toml", "rate_clamp.toml"}) {
        Scenario scenario = read_scenario(example(name)).scenario;
        NetworkPlan plan = plan_network(scenario);
        NetworkData network = make_network(scenario, place_neurons(scenario));
        BuildSummary built = make_cpu_backend(2)->build(network);
        EXPECT_NEAR(plan.memory_bytes, double(built.memory_bytes), 0.2 * double(built.memory_bytes))
            << name;
        for (std::size_t p = 0; p < plan.synapses.size(); ++p)
            EXPECT_NEAR(plan.synapses[p], double(built.synapses[p]), 0.01 * plan.synapses[p])
                << name;
    }
}

}  // namespace
}  // namespace spikelight
