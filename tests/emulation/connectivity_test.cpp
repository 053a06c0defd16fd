// The device draws the same synapses as the CPU: every (source, target, weight, delay), however it is scheduled.
#include <gtest/gtest.h>

#include <tuple>

#include "kernels/cpu/connectivity.h"
#include "kernels/cuda/connectivity.h"
#include "kernels/cuda/row_kernels.h"
#include "tests/emulation/random_network.h"
#include "tests/emulation/threads.h"
#include "tests/support/all_values.h"

namespace spikelight {
namespace {

using namespace testing;
using Rule = ProjectionData::Rule;

/// Source, target, stored weight (0 where all are alike), delay.
using Synapse = std::tuple<std::uint32_t, std::uint32_t, std::int64_t, std::uint32_t>;

template <class Weight>
std::vector<Synapse> synapses_of_cpu(const NetworkData& network) {
    Partition partition = make_partition(network, 1);
    auto connectivity = build_connectivity<Weight>(network, partition, 1, active_isa());
    const Pathway<Weight>& way = connectivity.pathways.at(0);
    const BlockRows<Weight>& rows = way.blocks.at(0);
    const Slice& slice = partition.slices[network.projections[0].to][0];
    std::vector<Synapse> synapses;
    for (std::uint32_t pre = 0; pre < network.populations[0].size; ++pre)
        for (std::uint32_t k = rows.row_begin(pre); k < rows.row_end(pre); ++k) {
            std::uint32_t chunk = pre / rows_per_chunk;
            synapses.emplace_back(pre, rows.targets[chunk][k] - slice.offset,
                                  way.weights_differ ? rows.weights[chunk][k] : 0,
                                  way.delays_differ ? rows.delays[chunk][k] : way.delay);
        }
    std::sort(synapses.begin(), synapses.end());
    return synapses;
}

template <class T>
std::vector<T> contents(const Buffer<T>& buffer) {
    std::vector<T> values(buffer.count());
    buffer.download(values.data(), values.size());
    return values;
}

template <class Weight>
std::vector<Synapse> synapses_of_device(const NetworkData& network, Grid grid) {
    Device device(0);
    NeuronPlaces places = place_by_warps(network);
    DevicePositions positions(device, network);
    DeviceConnectivity<Weight> connectivity(device, grid, network, places, positions);
    Buffer<std::uint32_t> out_degree(device, places.places());
    out_degree.fill_zero();
    auto projection = connectivity.count(0, out_degree);
    connectivity.place(0, projection);

    auto begin = contents(projection.begin);
    auto targets = contents(projection.targets);
    auto weights = contents(projection.weights);
    auto delays = contents(projection.delays);
    auto degrees = contents(out_degree);
    std::uint32_t first = places.first[network.projections[0].to];
    std::vector<std::uint32_t> in_degree(network.populations[network.projections[0].to].size, 0);
    std::vector<Synapse> synapses;
    std::uint32_t least_delay = below_delays;
    for (std::uint32_t pre = 0; pre < network.populations[0].size; ++pre) {
        EXPECT_EQ(degrees[pre], begin[pre + 1] - begin[pre]);
        for (std::uint64_t k = begin[pre]; k < begin[pre + 1]; ++k) {
            synapses.emplace_back(pre, targets[k] - first, weights.empty() ? 0 : weights[k],
                                  delays.empty() ? projection.longest_delay : delays[k]);
            ++in_degree.at(targets[k] - first);
            EXPECT_LE(std::get<3>(synapses.back()), projection.longest_delay);
            least_delay = std::min(least_delay, std::get<3>(synapses.back()));
        }
    }
    EXPECT_EQ(projection.max_in_degree, *std::max_element(in_degree.begin(), in_degree.end()));
    EXPECT_EQ(projection.synapses, synapses.size());
    if (!synapses.empty()) {
        EXPECT_EQ(projection.least_delay, least_delay);
    }
    std::sort(synapses.begin(), synapses.end());
    return synapses;
}

class DeviceConnectivityOf : public ::testing::TestWithParam<Rule> {};

TEST_P(DeviceConnectivityOf, is_the_same_set_as_on_the_cpu) {
    for (std::uint64_t seed = 0; seed < 24; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        NetworkData network = one_projection(seed, GetParam(), seed % 2 == 1);
        emulation::set_schedule({seed, 20, 1 + unsigned(seed % 4)});
        Grid grid{unsigned(1 + seed % 5), unsigned(32 * (1 + seed % 3))};
        ASSERT_EQ(synapses_of_device<std::int32_t>(network, grid),
                  synapses_of_cpu<std::int32_t>(network));
        if (seed % 4 == 0) {
            ASSERT_EQ(synapses_of_device<std::int64_t>(network, grid),
                      synapses_of_cpu<std::int64_t>(network));
        }
    }
}

TEST(DeviceConnectivity, is_the_same_where_a_warp_draws_a_row_in_many_turns) {
    // It draws 128 candidates at a time.
    for (Rule rule : {Rule::probability, Rule::distance})
        for (std::uint64_t seed = 0; seed < 4; ++seed) {
            NetworkData network = one_projection(seed, rule, seed % 2 == 1, 600);
            network.projections[0].probability = 0.9;
            Grid grid{3, 64};
            ASSERT_EQ(synapses_of_device<std::int32_t>(network, grid),
                      synapses_of_cpu<std::int32_t>(network));
        }
}

std::string rule_name(const ::testing::TestParamInfo<Rule>& info) {
    return value_name(info.param);
}

INSTANTIATE_TEST_SUITE_P(rule, DeviceConnectivityOf, ::testing::ValuesIn(all_values<Rule>()),
                         rule_name);

}  // namespace
}  // namespace spikelight
