// The CUDA backend on a GPU against the CPU's: same spikes in every step, same bits of every variable. The networks are
// those of the emulation, and larger ones.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "kernels/cuda/cuda_backend.h"
#include "kernels/cuda/cuda_devices.h"
#include "tests/backend/life.h"
#include "tests/emulation/random_network.h"
#include "tests/emulation/run_script.h"

namespace spikelight {
namespace {

using namespace testing;
using Engine = CudaLayout::Engine;

/// How many random networks to try: fewer under compute-sanitizer, which names its wish by SPIKELIGHT_SEEDS.
std::uint64_t seeds(std::uint64_t usual) {
    const char* wish = std::getenv("SPIKELIGHT_SEEDS");
    return wish ? std::clamp<std::uint64_t>(std::strtoull(wish, nullptr, 10), 1, usual) : usual;
}

/// 8,000, whose projections have up to some 10^7 synapses for the CPU to draw and run as well, or as many as have their
/// inputs, two of 8 bytes in each of 32 steps, in half the processors' own memory.
std::uint32_t most_neurons() {
    DeviceDescription gpu = cuda_devices().at(0);
    return std::uint32_t(
        std::min<std::uint64_t>(8000, gpu.processors * gpu.block_bytes / (2 * 2 * 8 * 32)));
}

class OnGpu : public ::testing::TestWithParam<Numbers> {
  protected:
    void SetUp() override {
        std::string reason = cuda_unavailable_reason();
        if (!reason.empty()) GTEST_SKIP() << "no GPU to test on: " << reason;
    }

    void compare(const NetworkData& network, std::uint64_t seed, std::int64_t steps,
                 std::initializer_list<CudaLayout> layouts) {
        RunRecord expected = run_script(*make_cpu_backend(0), network, seed, steps);
        for (const CudaLayout& layout : layouts) {
            SCOPED_TRACE("seed " + std::to_string(seed) + ", engine " +
                         std::to_string(int(layout.engine)) + ", " +
                         std::to_string(layout.threads) + " threads, " +
                         std::to_string(layout.blocks) + " blocks");
            expect_same(run_script(*make_cuda_backend(0, layout), network, seed, steps), expected);
        }
    }
};

TEST_P(OnGpu, small_networks_run_as_on_the_cpu_in_blocks_that_meet_and_in_a_graph) {
    for (std::uint64_t seed = 0; seed < seeds(40) && !HasFailure(); ++seed) {
        CudaLayout one_by_one{Engine::graph, 32, 7, 5, 1000};
        one_by_one.window = 1;
        one_by_one.lists_by_grid = true;
        // Blocks that go when they have no order, and blocks that stay whatever the host takes its time for.
        CudaLayout hasty{Engine::resident, 64, 3}, patient{Engine::resident, 64, 5};
        hasty.patience_ns = 0;
        patient.patience_ns = 100'000'000;
        compare(random_network(1000 * seed + 7, GetParam(), 90), seed, 200,
                {{Engine::resident}, hasty, patient, {Engine::graph}, one_by_one});
    }
}

TEST_P(OnGpu, larger_networks_run_as_on_the_cpu_in_any_layout) {
    for (std::uint64_t seed = 0; seed < seeds(10) && !HasFailure(); ++seed)
        compare(random_network(500 + seed, GetParam(), most_neurons()), seed, 100,
                {{Engine::automatic},
                 {Engine::resident},
                 {Engine::resident, 256, 61, 7},
                 {Engine::graph, 256, 1000}});
}

TEST_P(OnGpu, a_run_saved_there_or_on_the_cpu_goes_on_on_the_other) {
    constexpr std::int64_t steps = 200;
    for (std::uint64_t seed = 0; seed < seeds(20) && !HasFailure(); ++seed) {
        NetworkData network =
            random_network(77 + seed, GetParam(), seed % 2 == 0 ? 90 : most_neurons());
        const std::int64_t cut = 1 + std::int64_t(seed * 37 % (steps - 1));
        Life whole(network, make_cpu_backend(0));
        whole.live(network, 0, cut);
        const std::vector<char> saved = whole.saved();
        for (Engine engine : {Engine::graph, Engine::resident}) {
            SCOPED_TRACE("seed " + std::to_string(seed) + ", engine " +
                         std::to_string(int(engine)));
            Life there(network, make_cuda_backend(0, {engine}));
            there.go_on_with(whole, network, cut);
            EXPECT_EQ(there.saved(), saved);
            there.live(network, cut, steps);
            Life first(network, make_cuda_backend(0, {engine}));
            first.live(network, 0, cut);
            EXPECT_EQ(first.saved(), saved);
            Life back(network, make_cpu_backend(0));
            back.go_on_with(first, network, cut);
            back.live(network, cut, steps);
            expect_same_spikes(there.spikes, back.spikes);
            EXPECT_EQ(there.saved(), back.saved());
            EXPECT_FALSE(there.backend->find_broken());
        }
    }
}

INSTANTIATE_TEST_SUITE_P(numbers, OnGpu,
                         ::testing::Values(Numbers::float32, Numbers::float32_wide,
                                           Numbers::float64),
                         [](const auto& numbers) {
                             return numbers.param == Numbers::float32   ? "float32"
                                    : numbers.param == Numbers::float64 ? "float64"
                                                                        : "float32_wide";
                         });

TEST(Cuda, is_refused_with_a_reason_and_advice_where_there_is_no_gpu) {
    std::string reason = cuda_unavailable_reason();
    if (reason.empty()) GTEST_SKIP() << "there is a GPU";
    EXPECT_NE(reason.find("--backend cpu"), std::string::npos) << reason;
    try {
        make_cuda_backend(0);
        FAIL() << "a backend without a GPU";
    } catch (const std::runtime_error& error) {
        EXPECT_NE(std::string(error.what()).find("--backend cpu"), std::string::npos)
            << error.what();
    }
}

}  // namespace
}  // namespace spikelight
