// The CUDA backend on the emulated device against the CPU's: same spikes in every step, same bits of every variable.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <numeric>
#include <set>

#include "kernels/cuda/cuda_backend.h"
#include "kernels/cuda/device.h"
#include "kernels/cuda/places.h"
#include "tests/emulation/random_network.h"
#include "tests/emulation/run_script.h"

namespace spikelight {
namespace {

using namespace testing;

constexpr std::int64_t steps = 60;

CudaLayout random_layout(Dice& dice, CudaLayout::Engine engine) {
    CudaLayout layout;
    layout.engine = engine;
    layout.threads = unsigned(32 * (1 + dice.roll(4)));
    layout.blocks = unsigned(1 + dice.roll(4));
    layout.steps_per_graph = unsigned(1 + dice.roll(20));
    layout.window = unsigned(dice.chance(50) ? 0 : 1 + dice.roll(12));
    layout.spikes_per_copy = 1 + dice.roll(200);
    layout.values_per_copy = 1 + dice.roll(400);
    layout.lists_by_grid = dice.chance(50);
    // Some blocks stay for all orders, some for one or none.
    layout.patience_ns = dice.roll(8) * 50'000;
    layout.longest_launch_ns = dice.chance(50) ? 200'000'000 : dice.roll(1'000'000);
    return layout;
}

struct Case {
    CudaLayout::Engine engine;
    Numbers numbers;
};

class EmulatedParity : public ::testing::TestWithParam<Case> {};

TEST_P(EmulatedParity, of_random_networks_layouts_and_schedules_is_exact) {
    std::size_t spikes = 0, wide = 0;
    std::set<std::int64_t> windows;
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        NetworkData network = random_network(1000 * seed + 7, GetParam().numbers, 90);
        RunRecord expected = run_script(*make_cpu_backend(1), network, seed, steps);
        Dice dice(seed);
        emulation::set_schedule({seed, unsigned(8 + dice.roll(200)), 1 + unsigned(dice.roll(3))});
        // Where the choice is free, some rings of inputs fit a processor, some only for a few steps, and some not.
        bool chosen = GetParam().engine != CudaLayout::Engine::automatic;
        device::pretended_shared_memory = chosen ? 100 * 1024 : 500 << dice.roll(5);
        auto backend = make_cuda_backend(0, random_layout(dice, GetParam().engine));
        expect_same(run_script(*backend, network, seed, steps), expected);
        if (HasFailure()) return;
        windows.insert(backend->window());
        spikes += expected.spikes.size();
        wide += expected.summary.quantum_V == 0x1p-48;
    }
    EXPECT_GT(spikes, 5000u) << "the networks must be alive to prove anything";
    EXPECT_GT(windows.size(), 5u) << "windows must be of many lengths";
    EXPECT_EQ(wide > 20, GetParam().numbers == Numbers::float32_wide) << wide << " were wide";
}

std::string case_name(const ::testing::TestParamInfo<Case>& info) {
    static const char* const numbers[] = {"float32", "float32_wide", "float64"};
    static const char* const engines[] = {"automatic_", "resident_", "graph_"};
    return engines[int(info.param.engine)] + std::string(numbers[int(info.param.numbers)]);
}

std::vector<Case> all_cases() {
    std::vector<Case> cases;
    for (auto engine :
         {CudaLayout::Engine::automatic, CudaLayout::Engine::resident, CudaLayout::Engine::graph})
        for (Numbers numbers : {Numbers::float32, Numbers::float32_wide, Numbers::float64})
            cases.push_back({engine, numbers});
    return cases;
}

INSTANTIATE_TEST_SUITE_P(engine, EmulatedParity, ::testing::ValuesIn(all_cases()), case_name);

/// The irradiance of all neurons of the populations with opsins, before and after the sources move.
std::vector<double> irradiances(Backend& backend, const NetworkData& network,
                                const std::function<void()>& once_built) {
    std::vector<double> all;
    auto observe = [&] {
        for (const OpsinData& opsin : network.opsins) {
            Observation what{opsin.population, Variable::irradiance, 0, {}};
            what.neurons.resize(network.populations[opsin.population].size);
            std::iota(what.neurons.begin(), what.neurons.end(), 0u);
            std::vector<double> values(what.neurons.size());
            backend.observe(0, what, values);
            all.insert(all.end(), values.begin(), values.end());
        }
    };
    std::vector<double> field_alone(network.sources.size(), 0);
    field_alone[1] = 1e3;
    backend.build(network);
    once_built();
    backend.command(field_alone);
    observe();
    std::vector<LightSource> moved = network.sources;
    for (LightSource& source : moved) source.x += 2e-5;
    backend.move(moved);
    backend.command(field_alone);
    observe();
    return all;
}

TEST(EmulatedFields, are_read_where_the_device_has_them) {
    std::size_t lit = 0;
    for (std::uint64_t seed = 0; seed < 30; ++seed) {
        NetworkData network = random_network(seed, Numbers::float32, 90);
        if (network.field_values.empty()) continue;
        auto values = std::make_shared<std::vector<float>>(*network.field_values[0]);
        network.field_values[0] = values;
        network.sources[1].field.values = values->data();
        const std::vector<double> expected = irradiances(*make_cpu_backend(1), network, [] {});
        // What the host has of it plays no part once the device is built.
        EXPECT_EQ(irradiances(*make_cuda_backend(0), network,
                              [&] { std::fill(values->begin(), values->end(), 0.0f); }),
                  expected);
        lit += std::size_t(
            std::count_if(expected.begin(), expected.end(), [](double x) { return x > 0; }));
    }
    EXPECT_GT(lit, 200u) << "neurons must lie in the light to prove anything";
}

TEST(EmulatedLaunches, that_may_last_no_time_at_all_take_an_order_each) {
    NetworkData network = random_network(5, Numbers::float32, 90);
    device::pretended_shared_memory = 100 * 1024;
    CudaLayout layout;
    layout.engine = CudaLayout::Engine::resident;
    layout.blocks = 2;
    layout.longest_launch_ns = 0;
    expect_same(run_script(*make_cuda_backend(0, layout), network, 5, steps),
                run_script(*make_cpu_backend(1), network, 5, steps));
}

TEST(EmulatedMemory, is_as_much_as_the_summary_says) {
    for (std::uint64_t seed = 0; seed < 10; ++seed) {
        NetworkData network = random_network(seed, Numbers(seed % 3), 90);
        device::pretended_shared_memory = 100 * 1024;
        for (auto engine : {CudaLayout::Engine::resident, CudaLayout::Engine::graph}) {
            std::uint64_t before = device::allocated_memory;
            CudaLayout layout;
            layout.engine = engine;
            layout.blocks = 3;
            auto backend = make_cuda_backend(0, layout);
            double said = double(backend->build(network).memory_bytes);
            // Parameters of populations, ways and sources are not worth counting.
            EXPECT_NEAR(double(device::allocated_memory - before), said, 10e3 + 0.01 * said);
        }
    }
}

TEST(EmulatedMemory, of_tables_of_light_is_in_the_summary) {
    // Many neurons in the light of 17 sources, and nothing else: most of the memory is tables.
    NetworkData network = random_network(3, Numbers::float32, 90);
    network.populations.resize(1);
    network.projections.clear();
    const std::uint32_t size = network.populations[0].size = 20'000;
    network.populations[0].v_init = {-65e-3};
    network.populations[0].I_e = {0};
    for (auto* positions : {&network.x, &network.y, &network.z}) positions->assign(size, 0);
    LightSource lamp;
    lamp.model = LightSource::Model::gaussian_ellipsoid;
    network.sources.assign(17, lamp);
    network.field_values.clear();
    OpsinData opsin;
    opsin.kind = OpsinKind::proportional;
    opsin.expression = {1};
    opsin.photons_per_joule.assign(17, 2e18);
    network.opsins = {opsin};
    std::uint64_t before = device::allocated_memory;
    auto backend = make_cuda_backend(0);
    double said = double(backend->build(network).memory_bytes);
    EXPECT_GT(said, 17 * 4 * size);
    EXPECT_NEAR(double(device::allocated_memory - before), said, 10e3 + 0.01 * said);
}

TEST(EmulatedMemory, of_one_processor_that_is_too_small_is_added_to_by_others) {
    auto fits = [](const NetworkData& network, std::uint32_t blocks) {
        try {
            make_cuda_backend(0, {CudaLayout::Engine::resident, 0, blocks})->build(network);
        } catch (const std::invalid_argument&) {
            return false;
        }
        return true;
    };
    device::pretended_shared_memory = 4 * 1024;
    std::size_t shared_out = 0;
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
        NetworkData network = random_network(seed, Numbers(seed % 3), 90);
        if (fits(network, 1) || !fits(network, 4)) continue;
        ++shared_out;
        auto backend = make_cuda_backend(0, {CudaLayout::Engine::resident});
        expect_same(run_script(*backend, network, seed, 60),
                    run_script(*make_cpu_backend(1), network, seed, 60));
    }
    device::pretended_shared_memory = 100 * 1024;
    EXPECT_GT(shared_out, 5u);
}

TEST(EmulatedMemory, of_a_processor_that_holds_no_order_leaves_all_to_the_graph_engine) {
    NetworkData network = random_network(3, Numbers::float32, 90);
    std::size_t all = std::exchange(device::pretended_shared_memory, 100);
    expect_same(run_script(*make_cuda_backend(0), network, 3, steps),
                run_script(*make_cpu_backend(1), network, 3, steps));
    EXPECT_THROW(make_cuda_backend(0, {CudaLayout::Engine::resident})->build(network),
                 std::invalid_argument);
    device::pretended_shared_memory = all;
}

TEST(EmulatedMemory, of_long_delays_is_left_to_the_graph_engine) {
    // 60,000 steps in which all might fire would take lists of 31 MB, but bits of 1 MB.
    NetworkData network = one_projection(4, ProjectionData::Rule::one_to_one, false);
    network.projections[0].delay = {};
    network.projections[0].delay.a = 60000;
    NeuronPlaces places = place_by_warps(network);
    ASSERT_GT(60000 * 4 * places.places(), 30e6);
    std::uint64_t all = std::exchange(device::pretended_memory,
                                      device::allocated_memory + (std::uint64_t(89) << 20));
    EXPECT_LT(make_cuda_backend(0)->build(network).memory_bytes, 10e6);
    CudaLayout resident;
    resident.engine = CudaLayout::Engine::resident;
    EXPECT_THAT([&] { make_cuda_backend(0, resident)->build(network); },
                ::testing::ThrowsMessage<std::invalid_argument>(
                    ::testing::HasSubstr("Leave the choice of engine to the size")));
    device::pretended_memory = all;
}

TEST(EmulatedMemory, that_does_not_suffice_is_told_before_it_is_taken) {
    NetworkData network = random_network(3, Numbers::float32, 90);
    std::uint64_t all = std::exchange(device::pretended_memory, std::uint64_t(50) << 20);
    auto backend = make_cuda_backend(0);
    EXPECT_THAT([&] { backend->build(network); },
                ::testing::ThrowsMessage<std::runtime_error>(::testing::MatchesRegex(
                    "the network needs 0\\.07[0-9] GB of GPU memory \\(emulated GPU has 0\\.052 GB "
                    "free of 0\\.052 GB\\)\\. Use fewer synapses or float32, a larger GPU, or "
                    "--backend cpu")));
    device::pretended_memory = all;
}

}  // namespace
}  // namespace spikelight
