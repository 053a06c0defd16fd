// Kernels that draw the synapses of a projection. Each runs twice: to count, and to place.
//
// Rules given by source are drawn by a warp per row, in which every synapse's place is known; rules given by target, or as
// a whole, put each synapse into the next free place of its row. The order within such a row is free, as sums of integers
// do not depend on it.
#pragma once

#include "kernels/cuda/synapse_views.h"
#include "kernels/fixed_point.h"
#include "kernels/network.h"
#include "kernels/row_rules.h"

namespace spikelight {

/// A projection's rule without its lists.
struct RowRule {
    ProjectionData::Rule rule;
    std::uint32_t sources, targets;            ///< sizes of the populations
    std::uint32_t first_source, first_target;  ///< global indices
    std::uint64_t key, count;
    double probability, scale, sigma;  ///< scale: gap_scale(probability)
    bool gaussian, skip_own, distinct;
    Array<double> x, y, z;           ///< by global index; distance rule
    Array<std::uint32_t> pre, post;  ///< list rule
};

/// Weight (V) or delay (steps) of synapse k of a row, drawn or from the list rule's list.
struct SynapseValue {
    DrawnValue drawn;
    Array<double> list;
    SPIKELIGHT_DEVICE double operator()(std::uint64_t row, std::uint64_t k) const {
        return list ? double(list[k]) : drawn(row, k);
    }
};

/// More than any delay, steps.
inline constexpr std::uint32_t below_delays = 1u << 16;

/// Takes synapses to count them.
struct CountSynapses {
    Array<std::uint32_t> lengths;    ///< per row
    Array<std::uint32_t> in_degree;  ///< per target
    Array<std::uint32_t>
        delays;  ///< the longest, and how far the least lies below `below_delays`; none if all are alike
    SynapseValue delay;
    std::uint32_t longest = 0, farthest_below = 0;

    SPIKELIGHT_DEVICE void take_of_row(std::uint64_t row, std::uint64_t k, std::uint32_t target) {
        device::atomic_add(in_degree, target, 1u);
        note_delay(row, k);
    }
    SPIKELIGHT_DEVICE void end_row(std::uint64_t row, std::uint32_t length) {
        if (device::lane() == 0) lengths[row] = length;
    }
    SPIKELIGHT_DEVICE void take(std::uint32_t pre, std::uint32_t post, std::uint64_t row,
                                std::uint64_t k) {
        device::atomic_add(lengths, pre, 1u);
        device::atomic_add(in_degree, post, 1u);
        note_delay(row, k);
    }
    SPIKELIGHT_DEVICE void end() {
        if (!delays) return;
        if (longest > 0) device::atomic_max(delays, 0, longest);
        if (farthest_below > 0) device::atomic_max(delays, 1, farthest_below);
    }

  private:
    SPIKELIGHT_DEVICE void note_delay(std::uint64_t row, std::uint64_t k) {
        if (!delays) return;
        std::uint32_t steps = delay_steps(delay(row, k));
        longest = math::max(longest, steps);
        farthest_below = math::max(farthest_below, below_delays - steps);
    }
};

/// Takes synapses to put them where they belong.
template <class Weight>
struct PlaceSynapses {
    SynapseArrays<Weight> synapses;
    Array<std::uint32_t> taken;  ///< per row: places filled so far; rules given by target
    std::uint32_t first_place;   ///< of the target population
    SynapseValue weight, delay;
    int weight_exponent;

    SPIKELIGHT_DEVICE void take_of_row(std::uint64_t row, std::uint64_t k, std::uint32_t target) {
        place(synapses.begin[row] + k, target, row, k);
    }
    SPIKELIGHT_DEVICE void end_row(std::uint64_t, std::uint32_t) {}
    SPIKELIGHT_DEVICE void take(std::uint32_t pre, std::uint32_t post, std::uint64_t row,
                                std::uint64_t k) {
        std::uint64_t begin = synapses.begin[pre];
        place(begin + device::atomic_add(taken, pre, 1u), post, row, k);
    }
    SPIKELIGHT_DEVICE void end() {}

  private:
    SPIKELIGHT_DEVICE void place(std::uint64_t at, std::uint32_t target, std::uint64_t row,
                                 std::uint64_t k) {
        synapses.targets[at] = first_place + target;
        if (synapses.weights)
            synapses.weights[at] = Weight(quantise(weight(row, k), weight_exponent));
        if (synapses.delays) synapses.delays[at] = std::uint16_t(delay_steps(delay(row, k)));
    }
};

/// Rules given by source: a warp draws a row.
template <class Taker>
struct DrawRows {
    static constexpr unsigned most_threads = 256;
    RowRule rule;
    Taker taker;

    SPIKELIGHT_DEVICE void operator()() const {
        Taker own = taker;
        for (std::uint64_t row = device::warp_in_grid(); row < rule.sources;
             row += device::warps_in_grid())
            own.end_row(row, draw(own, row));
        own.end();
    }

  private:
    /// Returns how long the row is.
    SPIKELIGHT_DEVICE std::uint32_t draw(Taker& own, std::uint64_t row) const {
        using Rule = ProjectionData::Rule;
        switch (rule.rule) {
            case Rule::probability:
            case Rule::distance:
                return draw_gaps(own, row);
            case Rule::out_degree:
                return draw_items(own, row);
            case Rule::window:
            case Rule::one_to_one:
            case Rule::all_to_all:
                return draw_range(own, row);
            case Rule::in_degree:
            case Rule::total:
            case Rule::list:
                break;  // DrawSynapses
        }
        return 0;
    }

    /// The sum of the gaps before it says where a candidate lies; four gaps per lane and turn.
    SPIKELIGHT_DEVICE std::uint32_t draw_gaps(Taker& own, std::uint64_t row) const {
        if (rule.probability <= 0) return 0;
        std::uint64_t next = 0;
        std::uint32_t length = 0;
        for (std::uint64_t draw = device::lane(); next < rule.targets;
             draw += device::warp_threads) {
            PhiloxWords words = philox(rule.key, row, draw);
            std::uint64_t after[4], sum = 0;
#pragma unroll
            for (std::uint32_t j = 0; j < 4; ++j) {
                sum += std::uint64_t(gap(word(words, j), rule.scale)) + 1;
                after[j] = sum;
            }
            std::uint64_t before = next + device::sum_up_to_lane(sum) - sum;

            // Keep those that are inside, and near enough.
            PhiloxWords acceptance{};
            if (rule.rule == ProjectionData::Rule::distance && before < rule.targets)
                acceptance = philox(rule.key, acceptance_element(row), draw);
            std::uint32_t kept = 0, keep = 0;
#pragma unroll
            for (std::uint32_t j = 0; j < 4; ++j)
                if (connects(row, before + after[j] - 1, word(acceptance, j))) {
                    keep |= 1u << j;
                    ++kept;
                }
            std::uint32_t kept_up_to_lane = device::sum_up_to_lane(kept);
            std::uint32_t k = length + kept_up_to_lane - kept;
#pragma unroll
            for (std::uint32_t j = 0; j < 4; ++j)
                if (keep >> j & 1) own.take_of_row(row, k++, std::uint32_t(before + after[j] - 1));
            length += device::shuffle(kept_up_to_lane, device::warp_threads - 1);
            next = device::shuffle(before + sum, device::warp_threads - 1);
        }
        return length;
    }

    SPIKELIGHT_DEVICE bool connects(std::uint64_t row, std::uint64_t target,
                                    std::uint32_t bits) const {
        if (target >= rule.targets || (rule.skip_own && target == row)) return false;
        if (rule.rule != ProjectionData::Rule::distance) return true;
        std::uint64_t from = rule.first_source + row, to = rule.first_target + target;
        double dx = rule.x[to] - rule.x[from], dy = rule.y[to] - rule.y[from],
               dz = rule.z[to] - rule.z[from];
        return accepts_distance(dx * dx + dy * dy + dz * dz, rule.sigma, rule.gaussian, bits);
    }

    /// window, one_to_one, all_to_all: neighbouring targets, perhaps but for the own.
    SPIKELIGHT_DEVICE std::uint32_t draw_range(Taker& own, std::uint64_t row) const {
        using Rule = ProjectionData::Rule;
        std::int64_t reach = rule.rule == Rule::window ? std::int64_t(rule.count) : 0;
        std::int64_t from = std::int64_t(row) - reach, to = std::int64_t(row) + reach + 1;
        if (rule.rule == Rule::all_to_all || from < 0) from = 0;
        if (rule.rule == Rule::all_to_all || to > rule.targets) to = rule.targets;
        if (from >= to) return 0;
        bool skip = rule.skip_own && std::int64_t(row) >= from && std::int64_t(row) < to;
        std::uint32_t length = std::uint32_t(to - from) - (skip ? 1 : 0);
        for (std::uint32_t k = device::lane(); k < length; k += device::warp_threads) {
            std::uint64_t target = std::uint64_t(from) + k;
            own.take_of_row(row, k, std::uint32_t(skip && target >= row ? target + 1 : target));
        }
        return length;
    }

    SPIKELIGHT_DEVICE std::uint32_t draw_items(Taker& own, std::uint64_t row) const {
        ItemDraw draw =
            make_item_draw(rule.key, row, rule.targets, rule.distinct, rule.skip_own, row);
        for (std::uint64_t k = device::lane(); k < rule.count; k += device::warp_threads)
            own.take_of_row(row, k, std::uint32_t(draw(k)));
        return std::uint32_t(rule.count);
    }
};

/// in_degree, total and list.
template <class Taker>
struct DrawSynapses {
    static constexpr unsigned most_threads = 256;
    RowRule rule;
    Taker taker;

    SPIKELIGHT_DEVICE void operator()() const {
        using Rule = ProjectionData::Rule;
        Taker own = taker;
        switch (rule.rule) {
            case Rule::in_degree:
                draw_targets(own);
                break;
            case Rule::total:
                draw_pairs(own);
                break;
            case Rule::list:
                take_list(own);
                break;
            case Rule::probability:
            case Rule::out_degree:
            case Rule::window:
            case Rule::one_to_one:
            case Rule::all_to_all:
            case Rule::distance:
                break;  // DrawRows
        }
        own.end();
    }

  private:
    SPIKELIGHT_DEVICE void draw_targets(Taker& own) const {
        for (std::uint64_t post = device::warp_in_grid(); post < rule.targets;
             post += device::warps_in_grid()) {
            ItemDraw draw =
                make_item_draw(rule.key, post, rule.sources, rule.distinct, rule.skip_own, post);
            for (std::uint64_t k = device::lane(); k < rule.count; k += device::warp_threads)
                own.take(std::uint32_t(draw(k)), std::uint32_t(post), post, k);
        }
    }
    SPIKELIGHT_DEVICE void take_list(Taker& own) const {
        for (std::uint64_t k = device::thread_in_grid(); k < rule.count;
             k += device::threads_in_grid())
            own.take(rule.pre[k], rule.post[k], 0, k);
    }
    SPIKELIGHT_DEVICE void draw_pairs(Taker& own) const {
        PairDraw draw =
            make_pair_draw(rule.key, rule.sources, rule.targets, rule.distinct, rule.skip_own);
        for (std::uint64_t k = device::thread_in_grid(); k < rule.count;
             k += device::threads_in_grid()) {
            Pair pair = draw(k);
            own.take(std::uint32_t(pair.pre), std::uint32_t(pair.post), 0, k);
        }
    }
};

}  // namespace spikelight
