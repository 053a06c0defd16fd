// The network row by row is the network that a backend runs on.
#include <gtest/gtest.h>

#include <cmath>

#include "kernels/cpu/synapse_rows.h"
#include "kernels/fixed_point.h"
#include "kernels/run_constants.h"
#include "tests/backend/hand_made_network.h"
#include "tests/backend/stored_synapses.h"
#include "tests/support/all_values.h"

namespace spikelight {
namespace {

using namespace testing;
using Rule = ProjectionData::Rule;

/// Weights and delays of their own; `recurrent`: onto its own population, without self connections.
NetworkData network_of(Rule rule, bool recurrent) {
    NetworkData network;
    network.dt = 0.1e-3;
    network.float64 = true;
    add_population(network, 300);
    add_population(network, 300);
    ProjectionData& p = add_projection(network, 0, recurrent ? 0 : 1, rule, 1e-3, 5);
    p.probability = 0.1;
    p.count = 23;
    p.sigma = 1e-4;
    p.self = !recurrent;
    p.weight = {SynapseDraw::Kind::lognormal, std::log(1e-3), 0.5, {}, 11};
    p.delay = {SynapseDraw::Kind::normal, 15, 4, {}, 12};
    for (std::uint32_t k = 0; rule == Rule::list && k < 2000; ++k) {
        p.pre.push_back((k * 7919u) % 300);
        p.post.push_back((k * 104729u + k / 300 * 37) % 300);
    }
    for (std::uint32_t i = 0; i < network.neuron_count(); ++i) network.x[i] = 1e-6 * i;
    return network;
}

std::vector<StoredSynapse> synapses_by_row(const NetworkData& network, std::uint64_t at_once) {
    const ProjectionData& p = network.projections[0];
    const int exponent = stored_weight_exponent(p, true);
    SynapseRowsOptions options;
    options.synapses_at_once = at_once;
    SynapseRows rows(network, p, options);
    std::vector<StoredSynapse> synapses;
    for (std::uint32_t pre = 0; pre < network.populations[p.from].size; ++pre) {
        std::uint32_t before = 0;
        for (const RowSynapse& synapse : rows.draw(pre)) {
            EXPECT_GE(synapse.target, before) << "row " << pre;
            before = synapse.target;
            synapses.push_back(
                {pre, synapse.target, quantise(synapse.weight, exponent), synapse.delay});
        }
    }
    std::sort(synapses.begin(), synapses.end());
    return synapses;
}

TEST(SynapseRows, of_every_rule_are_what_a_backend_stores_however_many_are_held_at_once) {
    for (Rule rule : all_values<Rule>())
        for (bool recurrent : {false, true}) {
            const NetworkData network = network_of(rule, recurrent);
            const auto expected = synapses_of(network, 2, active_isa());
            // Without self connections one_to_one has none.
            EXPECT_EQ(expected.empty(), recurrent && rule == Rule::one_to_one) << int(rule);
            for (std::uint64_t at_once : {1, 500, 1 << 20})
                EXPECT_EQ(synapses_by_row(network, at_once), expected)
                    << "rule " << int(rule) << ", " << at_once << " at once";
        }
}

TEST(SynapseRows, may_be_asked_for_in_any_order) {
    const NetworkData network = network_of(Rule::in_degree, false);
    SynapseRowsOptions options;
    options.synapses_at_once = 400;
    SynapseRows ascending(network, network.projections[0], options),
        descending(network, network.projections[0], options);
    std::vector<std::vector<RowSynapse>> rows;
    for (std::uint32_t pre = 0; pre < 300; ++pre) {
        const auto row = ascending.draw(pre);
        rows.emplace_back(row.begin(), row.end());
    }
    for (std::uint32_t pre = 300; pre-- > 0;) {
        const auto row = descending.draw(pre);
        EXPECT_TRUE(std::equal(row.begin(), row.end(), rows[pre].begin(), rows[pre].end())) << pre;
    }
}

TEST(SynapseRows, are_drawn_no_more_often_than_room_demands_and_tell_now_and_then) {
    NetworkData network = network_of(Rule::total, false);
    network.projections[0].multiple = true;
    network.projections[0].count = std::uint64_t(3) << 20;
    SynapseRowsOptions options;
    int told = 0;
    options.meanwhile = [&] { ++told; };
    SynapseRows rows(network, network.projections[0], options);
    EXPECT_EQ(told, 3);
    EXPECT_GT(rows.draw(0).size(), 5000u);
    EXPECT_EQ(told, 6);
    // There is room for all, so the next row is there already.
    rows.draw(1);
    EXPECT_EQ(told, 6);
}

}  // namespace
}  // namespace spikelight
