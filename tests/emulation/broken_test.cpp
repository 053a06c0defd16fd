// Numbers that are not finite: the device must name the neuron and the variable that the CPU names.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <set>

#include "kernels/cuda/cuda_backend.h"
#include "kernels/cuda/device.h"
#include "tests/emulation/random_network.h"

namespace spikelight {
namespace {

using namespace testing;

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

enum class What { nothing, voltage, adaptation, opsins };

/// Breaks the voltage of one neuron, the adaptation of all of a population, or all that opens and closes.
NetworkData broken_network(std::uint64_t seed, What what) {
    NetworkData network = random_network(seed, Numbers(seed % 3), 90);
    Dice dice(seed);
    PopulationData& p = network.populations[dice.roll(network.populations.size())];
    if (what == What::voltage) {
        p.v_init.resize(p.size, p.v_init[0]);
        p.v_init[dice.roll(p.size)] = not_a_number;
    }
    if (what == What::adaptation) {
        p.model = MembraneModel::adex;
        p.a = not_a_number;
    }
    if (what == What::opsins)
        for (OpsinData& opsin : network.opsins) opsin.parameters.Gd1 = opsin.pump.Gd = not_a_number;
    return network;
}

/// What broke first is after one step still the only thing that has.
std::optional<BrokenState> broken_after_a_step(Backend& backend, const NetworkData& network) {
    backend.build(network);
    backend.advance(0, 1);
    return backend.find_broken();
}

class EmulatedBreak : public ::testing::TestWithParam<CudaLayout::Engine> {};

TEST_P(EmulatedBreak, is_found_where_the_cpu_finds_it) {
    device::pretended_shared_memory = 100 * 1024;
    std::set<Variable> variables;
    std::set<std::uint32_t> populations;
    int sound = 0;
    for (std::uint64_t seed = 0; seed < 40 && !HasFailure(); ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        const NetworkData network = broken_network(seed, What(seed % 4));
        const auto expected = broken_after_a_step(*make_cpu_backend(1), network);
        CudaLayout layout;
        layout.engine = GetParam();
        layout.blocks = unsigned(1 + seed % 3);
        const auto found = broken_after_a_step(*make_cuda_backend(0, layout), network);
        ASSERT_EQ(found.has_value(), expected.has_value());
        if (!expected) {
            ++sound;
            continue;
        }
        EXPECT_EQ(found->population, expected->population);
        EXPECT_EQ(found->neuron, expected->neuron);
        EXPECT_EQ(found->variable, expected->variable);
        EXPECT_EQ(found->opsin, expected->opsin);
        variables.insert(expected->variable);
        populations.insert(expected->population);
    }
    EXPECT_GE(sound, 10) << "what is whole must not be called broken";
    EXPECT_GE(variables.size(), 4u) << "v, w and states of opsins must have broken";
    EXPECT_EQ(populations.size(), 3u);
}

INSTANTIATE_TEST_SUITE_P(engine, EmulatedBreak,
                         ::testing::Values(CudaLayout::Engine::resident, CudaLayout::Engine::graph),
                         [](const auto& engine) {
                             return engine.param == CudaLayout::Engine::graph ? "graph"
                                                                              : "resident";
                         });

}  // namespace
}  // namespace spikelight
