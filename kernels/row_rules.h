// The synapses of one row, drawn from counters: what the rules of connectivity mean, for every backend.
//
// A row is a source neuron's targets, ascending; synapse k of row `pre` is the k-th of them. Rules that are given by
// target (in_degree) have the target as row and its k-th draw as synapse; total and list have one row, 0.
// No rule needs state or a sort of the whole, so rows may be drawn in any order, by any thread. Who goes through them is
// kernels/cpu/row_drawer.h and pair_rules.h, and kernels/cuda/row_kernels.h.
#pragma once

#include <cstdint>

#include "kernels/draw.h"
#include "kernels/elementary.h"
#include "kernels/feistel.h"
#include "kernels/host_device.h"
#include "kernels/network.h"
#include "kernels/philox.h"

namespace spikelight {

/// Rows of a Bernoulli rule are drawn by the gaps between targets, which are geometric: 1 / ln(1 - p) is all a gap needs.
/// 0 where every pair connects.
SPIKELIGHT_HD double gap_scale(double probability) {
    return probability < 1 ? 1 / math::log(1 - probability) : 0;
}

/// Targets passed over before the next: floor(ln u / ln(1 - p)), at most 2^31 - 1.
SPIKELIGHT_HD std::int32_t gap(std::uint32_t bits, double scale) {
    double g = math::log(uniform_double(bits)) * scale;
    return std::int32_t(g < 2147483647.0 ? g : 2147483647.0);
}

/// Word k of an element's sequence.
SPIKELIGHT_HD std::uint32_t sequence_word(std::uint64_t key, std::uint64_t element,
                                          std::uint64_t k) {
    return word(philox(key, element, k / 4), std::uint32_t(k % 4));
}

/// A number per synapse that needs no memory: all kinds but list.
struct DrawnValue {
    SynapseDraw::Kind kind = SynapseDraw::Kind::constant;
    double a = 0, b = 0;
    std::uint64_t key = 0;

    SPIKELIGHT_HD double operator()(std::uint64_t row, std::uint64_t k) const {
        switch (kind) {
            case SynapseDraw::Kind::uniform:
                return uniform(a, b, sequence_word(key, row, k));
            case SynapseDraw::Kind::normal:
                return normal(a, b, sequence_word(key, row, k));
            case SynapseDraw::Kind::lognormal:
                return lognormal(a, b, sequence_word(key, row, k));
            default:
                return a;
        }
    }
};

/// Weight (V) or delay (steps) of synapse k of a row.
inline double synapse_value(SynapseDraw const& draw, std::uint64_t row, std::uint64_t k) {
    if (draw.kind == SynapseDraw::Kind::list) return draw.list[k];
    return DrawnValue{draw.kind, draw.a, draw.b, draw.key}(row, k);
}

/// A delay in whole steps: the nearest, not below 0 and not above what a stored delay can hold.
SPIKELIGHT_HD std::uint32_t delay_steps(double steps) {
    return steps < 0.5 ? 0u : steps < 65534.5 ? std::uint32_t(steps + 0.5) : 65535u;
}

/// Does a candidate at distance d connect, given that it was drawn with the rule's p0?
SPIKELIGHT_HD bool accepts_distance(double distance_squared, double sigma, bool gaussian,
                                    std::uint32_t bits) {
    double exponent =
        gaussian ? distance_squared / (2 * sigma * sigma) : math::sqrt(distance_squared) / sigma;
    return uniform_double(bits) < math::exp(-exponent);
}

/// Candidates of the distance rule come from words of the row's element; their acceptance from this one's.
SPIKELIGHT_HD std::uint64_t acceptance_element(std::uint64_t row) {
    return row | (1ull << 63);
}

/// Draw k of `count` from n items for one row: distinct by a permutation of its own, or independent.
struct ItemDraw {
    KeyedPermutation permutation;
    std::uint64_t key = 0, row = 0, items = 0, own = 0;
    bool distinct = true, skip_own = false;

    SPIKELIGHT_HD std::uint64_t operator()(std::uint64_t k) const {
        std::uint64_t item = distinct ? permutation(k) : (sequence_word(key, row, k) * items) >> 32;
        // Leave out the row's own neuron by stepping over it.
        return skip_own && item >= own ? item + 1 : item;
    }
};

/// `population` items, one of which (`own`) is left out if `skip_own`.
SPIKELIGHT_HD ItemDraw make_item_draw(std::uint64_t key, std::uint64_t row,
                                      std::uint64_t population, bool distinct, bool skip_own,
                                      std::uint64_t own) {
    ItemDraw draw;
    draw.key = key;
    draw.row = row;
    draw.items = population - (skip_own ? 1 : 0);
    draw.own = own;
    draw.distinct = distinct;
    draw.skip_own = skip_own;
    // A permutation of its own per row: its key is a draw of the row beyond any sequence that is used.
    PhiloxWords words = philox(key, row, 1ull << 62);
    if (distinct && draw.items)
        draw.permutation =
            KeyedPermutation::make(draw.items, words.w0 | std::uint64_t(words.w1) << 32);
    return draw;
}

struct Pair {
    std::uint64_t pre, post;
};

/// Draw k of the total rule: pairs of a source and a target, distinct or independent.
struct PairDraw {
    ItemDraw
        pairs;  ///< numbered by source, leaving out a neuron's own if it may not connect to itself
    std::uint64_t key = 0, sources = 0, columns = 0;
    bool distinct = true, skip_own = false;

    SPIKELIGHT_HD Pair operator()(std::uint64_t k) const {
        Pair pair;
        if (distinct) {
            std::uint64_t number = pairs(k);
            pair = {number / columns, number % columns};
        } else {
            pair.pre = (sequence_word(key, 0, 2 * k) * sources) >> 32;
            pair.post = (sequence_word(key, 0, 2 * k + 1) * columns) >> 32;
        }
        if (skip_own && pair.post >= pair.pre) ++pair.post;
        return pair;
    }
};

SPIKELIGHT_HD PairDraw make_pair_draw(std::uint64_t key, std::uint64_t sources,
                                      std::uint64_t targets, bool distinct, bool skip_own) {
    std::uint64_t columns = targets - (skip_own ? 1 : 0);
    return {make_item_draw(key, 0, sources * columns, true, false, 0),
            key,
            sources,
            columns,
            distinct,
            skip_own};
}

}  // namespace spikelight
