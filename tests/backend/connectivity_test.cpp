// What the rules of connectivity draw: counts, distributions, and independence of who draws them.
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>

#include "kernels/cpu/connectivity.h"
#include "kernels/fixed_point.h"
#include "kernels/row_rules.h"
#include "tests/backend/hand_made_network.h"
#include "tests/backend/stored_synapses.h"
#include "tests/support/all_values.h"
#include "tests/support/force_isa.h"
#include "tests/support/reference.h"

namespace spikelight {
namespace {

using namespace testing;
using Rule = ProjectionData::Rule;

using Synapse = StoredSynapse;

NetworkData two_populations(std::uint32_t from, std::uint32_t to, Rule rule) {
    NetworkData network;
    network.dt = 0.1e-3;
    network.float64 = true;
    add_population(network, from);
    add_population(network, to);
    add_projection(network, 0, 1, rule, 1e-3, 5);
    return network;
}

NetworkData recurrent(std::uint32_t size, Rule rule, bool self) {
    NetworkData network;
    network.dt = 0.1e-3;
    network.float64 = true;
    add_population(network, size);
    add_projection(network, 0, 0, rule, 1e-3, 5).self = self;
    return network;
}

std::vector<Synapse> drawn(const NetworkData& network) {
    return synapses_of(network, 2, active_isa());
}

bool all_distinct(const std::vector<Synapse>& sorted) {
    for (std::size_t i = 1; i < sorted.size(); ++i)
        if (sorted[i].pre == sorted[i - 1].pre && sorted[i].post == sorted[i - 1].post)
            return false;
    return true;
}

TEST(Connectivity, of_every_rule_is_the_same_for_every_thread_count_and_isa) {
    for (Rule rule : all_values<Rule>()) {
        if (rule == Rule::list) continue;  // it is not drawn
        NetworkData network = two_populations(700, 700, rule);
        ProjectionData& p = network.projections[0];
        p.probability = 0.1;
        p.count = 23;
        p.sigma = 1e-4;
        p.weight = {SynapseDraw::Kind::lognormal, std::log(1e-3), 0.5, {}, 11};
        p.delay = {SynapseDraw::Kind::normal, 15, 4, {}, 12};
        for (std::uint32_t i = 0; i < network.neuron_count(); ++i) network.x[i] = 1e-6 * i;
        std::vector<Synapse> expected = synapses_of(network, 1, Isa::baseline);
        EXPECT_FALSE(expected.empty());
        for (Isa isa : available_isas())
            for (int threads : {1, 2, 3})
                EXPECT_EQ(synapses_of(network, threads, isa), expected)
                    << "rule " << int(rule) << ", " << threads << " threads, " << isa_name(isa);
    }
}

// Binomial counts: within 5 standard deviations, which a correct draw leaves once in 1.7 million.
TEST(Connectivity, by_probability_has_the_right_number_of_synapses_and_of_targets_at_every_index) {
    NetworkData network = two_populations(2000, 3000, Rule::probability);
    for (double p : {0.001, 0.05, 0.3, 0.9}) {
        network.projections[0].probability = p;
        std::vector<Synapse> synapses = drawn(network);
        double pairs = 2000.0 * 3000.0;
        EXPECT_NEAR(double(synapses.size()), pairs * p, 5 * std::sqrt(pairs * p * (1 - p)));
        EXPECT_TRUE(all_distinct(synapses));
        // Chi-square over 30 bands of targets: 29 degrees of freedom, 66.6 at a significance of 1e-4.
        std::vector<double> bands(30, 0);
        for (const Synapse& s : synapses) bands[s.post / 100] += 1;
        double expected = pairs * p / 30, chi_square = 0;
        for (double n : bands) chi_square += (n - expected) * (n - expected) / (expected * (1 - p));
        EXPECT_LT(chi_square, 66.6) << "p = " << p;
    }
    network.projections[0].probability = 1;
    EXPECT_EQ(drawn(network).size(), 2000u * 3000u);
    network.projections[0].probability = 0;
    EXPECT_TRUE(drawn(network).empty());
}

TEST(Connectivity, by_in_degree_gives_every_target_exactly_n_distinct_sources) {
    for (bool self : {true, false}) {
        NetworkData network = recurrent(501, Rule::in_degree, self);
        network.projections[0].count = 500;
        std::vector<Synapse> synapses = drawn(network);
        std::map<std::uint32_t, int> in_degree;
        for (const Synapse& s : synapses) {
            ++in_degree[s.post];
            EXPECT_TRUE(self || s.pre != s.post);
        }
        EXPECT_EQ(in_degree.size(), 501u);
        for (auto [post, n] : in_degree) EXPECT_EQ(n, 500);
        EXPECT_TRUE(all_distinct(synapses));
    }
}

TEST(Connectivity, by_in_degree_with_multiple_repeats_sources_as_often_as_chance_does) {
    NetworkData network = two_populations(100, 2000, Rule::in_degree);
    network.projections[0].count = 10;
    network.projections[0].multiple = true;
    std::vector<Synapse> synapses = drawn(network);
    EXPECT_EQ(synapses.size(), 20000u);
    // Of 45 pairs of a target's ten draws each is equal with probability 1/100: 900 in 2000 targets, sd 30.
    int equal_pairs = 0;
    std::map<std::pair<std::uint32_t, std::uint32_t>, int> times;
    for (const Synapse& s : synapses) equal_pairs += times[{s.pre, s.post}]++;
    EXPECT_NEAR(equal_pairs, 900, 5 * 30);
}

TEST(Connectivity, by_out_degree_gives_every_source_exactly_n_distinct_targets) {
    for (bool self : {true, false}) {
        NetworkData network = recurrent(300, Rule::out_degree, self);
        network.projections[0].count = 299;
        std::vector<Synapse> synapses = drawn(network);
        std::map<std::uint32_t, int> out_degree;
        for (const Synapse& s : synapses) {
            ++out_degree[s.pre];
            EXPECT_TRUE(self || s.pre != s.post);
        }
        for (auto [pre, n] : out_degree) EXPECT_EQ(n, 299);
        EXPECT_EQ(out_degree.size(), 300u);
        EXPECT_TRUE(all_distinct(synapses));
    }
}

TEST(Connectivity, by_total_draws_exactly_n_distinct_pairs) {
    NetworkData network = recurrent(50, Rule::total, false);
    network.projections[0].count = 50 * 49;
    std::vector<Synapse> synapses = drawn(network);
    EXPECT_EQ(synapses.size(), 50u * 49u);
    EXPECT_TRUE(all_distinct(synapses));
    for (const Synapse& s : synapses) EXPECT_NE(s.pre, s.post);
}

TEST(Connectivity, by_window_one_to_one_and_all_to_all_is_what_the_names_say) {
    NetworkData network = recurrent(400, Rule::window, true);
    network.projections[0].count = 20;
    // The tutorial's ee projection as Cleo wires it.
    Csv reference_ee(reference("network_small/conn_ee.csv.gz"));
    std::vector<Synapse> synapses = drawn(network);
    ASSERT_EQ(synapses.size(), reference_ee.rows());
    std::set<std::pair<double, double>> pairs;
    for (std::size_t i = 0; i < reference_ee.rows(); ++i)
        pairs.insert({reference_ee.number(i, "i_pre"), reference_ee.number(i, "j_post")});
    for (const Synapse& s : synapses) EXPECT_TRUE(pairs.count({s.pre, s.post}));

    synapses = drawn(two_populations(30, 30, Rule::one_to_one));
    ASSERT_EQ(synapses.size(), 30u);
    for (const Synapse& s : synapses) EXPECT_EQ(s.pre, s.post);
    EXPECT_EQ(drawn(two_populations(30, 40, Rule::all_to_all)).size(), 1200u);
    EXPECT_EQ(drawn(recurrent(30, Rule::all_to_all, false)).size(), 30u * 29u);
}

TEST(Connectivity, by_distance_falls_off_as_its_profile_says) {
    for (bool gaussian : {true, false}) {
        // One source row per neuron at 0; targets spread along a line up to 4 sigma.
        NetworkData network = two_populations(4000, 400, Rule::distance);
        ProjectionData& p = network.projections[0];
        p.probability = 0.8;
        p.sigma = 1e-4;
        p.gaussian = gaussian;
        for (std::uint32_t i = 0; i < 400; ++i) network.x[4000 + i] = 1e-6 * i;
        std::vector<double> counts(400, 0);
        for (const Synapse& s : drawn(network)) counts[s.post] += 1;
        for (std::uint32_t i = 0; i < 400; ++i) {
            double d = i / 100.0, expected = 0.8 * (gaussian ? std::exp(-d * d / 2) : std::exp(-d));
            double sd = std::sqrt(expected * (1 - expected) / 4000);
            // 400 comparisons at 5 standard deviations: a false alarm once in 4000 seeds.
            EXPECT_NEAR(counts[i] / 4000, expected, 5 * sd) << "distance " << d << " sigma";
        }
    }
}

TEST(Connectivity, drawn_weights_and_delays_have_their_distribution) {
    NetworkData network = two_populations(300, 300, Rule::all_to_all);
    ProjectionData& p = network.projections[0];
    p.weight = {SynapseDraw::Kind::normal, -1e-3, 0.2e-3, {}, 5};
    p.delay = {SynapseDraw::Kind::uniform, 9.5, 20.5, {}, 6};
    double sum = 0, squares = 0;
    std::map<std::uint32_t, double> delays;
    std::vector<Synapse> synapses = drawn(network);
    for (const Synapse& s : synapses) {
        double weight =
            double(s.weight) * power_of_two(exponent_of_wide_weights(largest_weight(p)));
        sum += weight;
        squares += weight * weight;
        delays[s.delay] += 1;
    }
    double n = double(synapses.size()), mean = sum / n, sd = std::sqrt(squares / n - mean * mean);
    EXPECT_NEAR(mean, -1e-3, 5 * 0.2e-3 / std::sqrt(n));
    EXPECT_NEAR(sd, 0.2e-3, 5 * 0.2e-3 / std::sqrt(2 * n));
    // Ten whole delays 10 ... 20, eleven of them, equally likely: 10 degrees of freedom, 35.6 at 1e-4.
    double chi_square = 0;
    for (std::uint32_t delay = 10; delay <= 20; ++delay)
        chi_square += (delays[delay] - n / 11) * (delays[delay] - n / 11) / (n / 11);
    EXPECT_LT(chi_square, 35.6);
    EXPECT_EQ(delays.size(), 11u);
}

TEST(Connectivity, from_a_list_keeps_weights_and_delays_with_their_pairs) {
    NetworkData network = two_populations(600, 600, Rule::list);
    ProjectionData& p = network.projections[0];
    p.weight.kind = p.delay.kind = SynapseDraw::Kind::list;
    std::vector<Synapse> expected;
    for (std::uint32_t k = 0; k < 5000; ++k) {
        std::uint32_t pre = (k * 7919u) % 600, post = (k * 104729u) % 600;
        p.pre.push_back(pre);
        p.post.push_back(post);
        p.weight.list.push_back(double(k) * 0x1p-20);
        p.delay.list.push_back(k % 50);
        expected.push_back({pre, post, k, k % 50});
    }
    // The largest weight is below 2^-7 V: its unit is 2^-68 V.
    for (Synapse& synapse : expected) synapse.weight <<= 48;
    std::sort(expected.begin(), expected.end());
    EXPECT_EQ(drawn(network), expected);
}

}  // namespace
}  // namespace spikelight
