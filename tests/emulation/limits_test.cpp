// Numbers at their limits, on every engine: sums at the bound of the accumulator, spikes of all in every step, steps around
// 2^31 and below 2^32, synapses beyond 2^32.
#include <gtest/gtest.h>

#include <limits>
#include <type_traits>

#include "kernels/cpu/connectivity.h"
#include "kernels/cuda/cuda_backend.h"
#include "kernels/cuda/device_engine.h"
#include "kernels/cuda/resident_kernel.h"
#include "kernels/cuda/step_kernels.h"
#include "tests/backend/life.h"
#include "tests/emulation/random_network.h"

namespace spikelight {
namespace {

using namespace testing;

// Places of synapses and their number, on both sides, and the steps of a run.
static_assert(std::is_same_v<decltype(SynapseArrays<int>::begin), Array<std::uint64_t>>);
static_assert(std::is_same_v<decltype(ResidentWay<float, int>::begin), Array<std::uint64_t>>);
static_assert(std::is_same_v<decltype(Chunk::begin), std::uint64_t>);
static_assert(std::is_same_v<decltype(DeviceProjection<int>::synapses), std::uint64_t>);
static_assert(std::is_same_v<decltype(Connectivity<int>::synapses), std::vector<std::uint64_t>>);
static_assert(std::is_same_v<decltype(BuildSummary::synapses), std::vector<std::uint64_t>>);
static_assert(std::is_same_v<decltype(std::declval<Array<int>>().from(0)), Array<int>> &&
              std::is_same_v<decltype(Array<int>::size), std::uint64_t>);

enum class On { cpu, graph, resident };

std::unique_ptr<Backend> make_backend(On on) {
    if (on == On::cpu) return make_cpu_backend(2);
    CudaLayout layout;
    layout.engine = on == On::graph ? CudaLayout::Engine::graph : CudaLayout::Engine::resident;
    layout.threads = 64;
    layout.blocks = 3;
    layout.steps_per_graph = 5;
    return make_cuda_backend(0, layout);
}

class Limits : public ::testing::TestWithParam<On> {};

/// `sources` neurons that all fire in every step, and one that they all send to.
NetworkData chorus(std::uint32_t sources, SynapseDraw weight, bool float64) {
    NetworkData network;
    network.dt = 1e-4;
    network.float64 = float64;
    PopulationData singers;
    singers.model = MembraneModel::poisson;
    singers.size = sources;
    singers.rate = {1e9};
    singers.v_init = singers.I_e = {0};
    singers.tau_m = 1;
    PopulationData listener = singers;
    listener.model = MembraneModel::lif;
    listener.first = sources;
    listener.size = 1;
    listener.V_peak = 1e6;
    network.populations = {singers, listener};
    ProjectionData projection;
    projection.rule = ProjectionData::Rule::all_to_all;
    projection.to = 1;
    projection.weight = weight;
    network.projections = {projection};
    return network;
}

TEST_P(Limits, sums_reach_the_accumulators_bound_and_do_not_overflow) {
    constexpr std::uint32_t sources = 400;
    // Just below and at a power of two in V; the last asks for 64 bits.
    for (double bound : {0.5 - 1e-9, 0.5, 1.0 - 1e-9, 1.9, 16000.0})
        for (bool float64 : {false, true})
            for (bool drawn : {false, true})
                for (double sign : {1.0, -1.0}) {
                    SCOPED_TRACE(std::to_string(sign * bound) + " V");
                    SynapseDraw weight;
                    weight.a = weight.b = sign * bound / sources;
                    // Stored weights take another way, and are the same number here.
                    if (drawn) weight.kind = SynapseDraw::Kind::uniform;
                    NetworkData network = chorus(sources, weight, float64);
                    auto backend = make_backend(GetParam());
                    BuildSummary summary = backend->build(network);
                    backend->advance(0, 1);
                    ASSERT_EQ(backend->spikes().size(), sources);
                    double input = 0;
                    backend->observe(1, {1, Variable::input, 0, {0}}, {&input, 1});
                    // Each weight is rounded by at most 3/4 of a quantum; float32 shows 24 bits of the sum.
                    double rounding =
                        0.75 * summary.quantum_V * sources + (float64 ? 0x1p-52 : 0x1p-23) * bound;
                    EXPECT_NEAR(input, sign * bound, rounding);
                    EXPECT_GT(std::abs(input) / summary.quantum_V, 0x1p29)
                        << "the sum must be near the accumulator's bound to prove anything";
                }
}

TEST_P(Limits, all_poisson_neurons_may_fire_in_every_step_of_a_window_whatever_their_pause) {
    SynapseDraw weight;
    weight.a = 1e-5;
    NetworkData network = chorus(100, weight, false);
    network.populations[0].t_ref_steps = 5;
    network.projections[0].delay.a = 6;
    auto backend = make_backend(GetParam());
    backend->build(network);
    EXPECT_GT(backend->window(), GetParam() == On::cpu ? 0 : 4);
    backend->advance(0, 70);
    EXPECT_EQ(backend->spikes().size(), 7000u);
    EXPECT_EQ(backend->synaptic_events(), 7000u);
}

TEST_P(Limits, a_single_spike_reaches_all_of_a_row_that_is_long) {
    // More than a warp asks for at once, in each of three blocks; and several chunks.
    constexpr std::uint32_t listeners = 1000;
    for (bool drawn : {false, true}) {
        SynapseDraw weight;
        weight.a = weight.b = 0x1p-7;
        if (drawn) weight.kind = SynapseDraw::Kind::uniform;
        NetworkData network = chorus(1, weight, false);
        network.populations[1].size = listeners;
        auto backend = make_backend(GetParam());
        backend->build(network);
        backend->advance(0, 1);
        EXPECT_EQ(backend->synaptic_events(), listeners);
        Observation what{1, Variable::input, 0, {}};
        for (std::uint32_t i = 0; i < listeners; ++i) what.neurons.push_back(i);
        std::vector<double> inputs(listeners);
        backend->observe(1, what, inputs);
        EXPECT_EQ(inputs, std::vector<double>(listeners, 0x1p-7));
    }
}

/// A random network in which nothing depends on the number of the step, but for commands every 120.
NetworkData timeless_network(std::uint64_t seed) {
    NetworkData network = random_network(seed, Numbers::float32, 80);
    for (PopulationData& population : network.populations) {
        population.noise_per_step = 0;
        if (population.model == MembraneModel::poisson) population.model = MembraneModel::eif;
    }
    return network;
}

TEST_P(Limits, steps_around_2_to_31_and_below_2_to_32_are_steps_like_others) {
    std::size_t spikes = 0;
    for (std::int64_t boundary : {std::int64_t(1) << 31, (std::int64_t(1) << 32) - 61})
        for (std::uint64_t seed = 0; seed < 8 && !HasFailure(); ++seed) {
            SCOPED_TRACE("seed " + std::to_string(seed));
            NetworkData network = timeless_network(900 + seed);
            // The cut lies three steps before the boundary, and as early as the commands' period allows in a short life.
            std::int64_t cut = (boundary - 3) % 120 + 120, later = boundary - 3 - cut;
            Life young(network, make_cpu_backend(1));
            young.live(network, 0, cut);
            std::vector<char> bytes = young.saved();
            std::vector<Spike> recent =
                since(young.spikes, cut - 1 - young.backend->longest_delay());
            for (Spike& spike : recent) spike.step += std::uint32_t(later);
            Life old(network, make_backend(GetParam()));
            ArchiveReader archive(bytes);
            old.backend->restore(archive, cut + later, recent);
            old.command(network, cut + later - 1);

            // Both live on, each in its own time.
            young.spikes.clear();
            young.live(network, cut, cut + 60);
            old.live(network, cut + later, cut + later + 60);
            for (Spike& spike : young.spikes) spike.step += std::uint32_t(later);
            expect_same_spikes(old.spikes, young.spikes);
            EXPECT_EQ(old.saved(), young.saved());
            EXPECT_EQ(old.observed(network, cut + later + 60), young.observed(network, cut + 60));
            spikes += old.spikes.size();
        }
    EXPECT_GT(spikes, 2000u);
}

std::string engine_name(const ::testing::TestParamInfo<On>& info) {
    static const char* const names[] = {"cpu", "graph", "resident"};
    return names[int(info.param)];
}

INSTANTIATE_TEST_SUITE_P(on, Limits, ::testing::Values(On::cpu, On::graph, On::resident),
                         engine_name);

/// An array of which only what begins at element `first` is there.
template <class T>
Array<T> far_array(const Buffer<T>& near, std::uint64_t first) {
    Array<T> array = near.array();
    return {array.data - first, array.shadows - first, array.size + first, 1};
}

template <class T>
Buffer<T> uploaded(Device& device, const std::vector<T>& values) {
    Buffer<T> buffer(device, values.size());
    buffer.upload(values.data(), values.size());
    return buffer;
}

TEST(Synapses, beyond_2_to_32_are_delivered_where_they_belong) {
    // 32 neurons that all fire; the rows of their synapses, 0 to 600 long, lie across place 2^32.
    constexpr std::uint64_t before = (std::uint64_t(1) << 32) - 1000;
    Device device(0);
    std::vector<std::uint64_t> begin = {before};
    std::vector<std::uint32_t> targets;
    std::vector<std::int32_t> expected(32, 0);
    for (std::uint64_t row = 0; row < 32; ++row) {
        for (std::uint64_t k = 0; k < row * 20 % 610; ++k) {
            targets.push_back(std::uint32_t((7 * row + 3 * k) % 32));
            ++expected[targets.back()];
        }
        begin.push_back(before + targets.size());
    }
    ASSERT_GT(begin.back(), std::uint64_t(1) << 32);
    auto begins = uploaded(device, begin);
    auto near_targets = uploaded(device, targets);

    // The least that the kernels of a window look at.
    PopulationView<float> population{};
    population.model = MembraneModel::poisson;
    population.size = 32;
    population.way_count = 1;
    WayView<float, std::int32_t> way{};
    way.synapses.begin = begins.array();
    way.synapses.targets = far_array(near_targets, before);
    way.weight = 1;
    auto populations = uploaded(device, std::vector{population});
    auto ways = uploaded(device, std::vector{way});
    auto words = uploaded(device, std::vector<std::uint32_t>{0});
    auto v = uploaded(device, std::vector<float>(32, 0)),
         I_e = uploaded(device, std::vector<float>(32, 0));
    auto thresholds =
        uploaded(device, std::vector<std::uint32_t>(32, std::numeric_limits<std::uint32_t>::max()));
    auto input = uploaded(device, std::vector<std::int32_t>(32, 0));
    auto bits = uploaded(device, std::vector<std::uint32_t>{0});
    Buffer<Chunk> chunks(device, 1000);
    auto counts = uploaded(device, std::vector<std::uint32_t>{0, 0});
    auto clock = uploaded(device, std::vector<std::int64_t>{0, 0, 1, 0, 0});
    NetworkView<float, std::int32_t> n{};
    n.populations = populations.array();
    n.ways = ways.array();
    n.population_of_word = words.array();
    n.v = v.array();
    n.I_e = I_e.array();
    n.thresholds = thresholds.array();
    n.input = {input.array(), 1, 32, 0};
    n.bits = bits.array();
    n.chunks = chunks.array();
    n.words = n.bit_slots = n.window = 1;
    device.launch({2, 64},
                  AdvanceWindow<float, std::int32_t, false>{n, clock.array(), counts.array()});
    device.launch({2, 64}, DeliverWindow<float, std::int32_t>{n, clock.array(), counts.array()});
    std::vector<std::int32_t> sums(32);
    input.download(sums.data(), 32);
    EXPECT_EQ(sums, expected);
}

TEST(Synapses, of_more_than_2_to_32_are_counted_and_placed) {
    // Five rows of nearly 2^32 synapses each: where they begin is summed in 64 bits.
    Device device(0);
    std::vector<std::uint32_t> lengths(6, 4'000'000'000u);
    auto counts = uploaded(device, lengths);
    Buffer<std::uint64_t> begin(device, 6);
    device.exclusive_scan(counts.array(), begin.array(), 6);
    std::vector<std::uint64_t> found(6);
    begin.download(found.data(), 6);
    for (std::uint64_t row = 0; row < 6; ++row) EXPECT_EQ(found[row], row * 4'000'000'000u);
}

}  // namespace
}  // namespace spikelight
