// From lists of who fired to sums in the block's own ring of inputs. Rows are cut into a segment per block.
#pragma once

#include "kernels/cuda/network_view.h"
#include "kernels/cuda/segment_kernels.h"

namespace spikelight {

/// A projection as a spike goes through it: see WayView.
template <class Real, class Input>
struct ResidentWay {
    Array<std::uint64_t> begin;
    SegmentArrays<StoredWeight<Real>> segments;
    std::uint64_t first;  ///< its first synapse among ResidentView::targets
    Input weight;
    int shift;
    std::uint32_t lag, ahead;

    SPIKELIGHT_DEVICE Input weight_of(std::uint64_t at) const {
        if (!segments.weights) return weight;
        return Input(scale_weight(StoredWeight<Real>(segments.weights[at]), shift));
    }
};

/// Who fired, by step.
struct SpikeLists {
    Array<std::uint32_t> spikes;  ///< [slot][number]: the places that fired in a step, in any order
    Array<std::uint32_t> counts;  ///< [slot]
};

template <class Real, class Input>
struct ResidentView {
    Shares shares;
    Array<ResidentWay<Real, Input>> ways;  ///< in the order of NetworkView::ways
    Array<std::uint16_t> targets;          ///< of all ways, one behind another
    bool alike;                            ///< no way has synapses that differ in weight or delay
    Array<std::uint32_t> lags;             ///< of all ways, each once
    std::uint32_t lag_count;
    SpikeLists lists;
    std::uint32_t spike_slots;  ///< the longest lag and three windows
    bool lists_in_block;        ///< a single block keeps them in its processor's own memory
    Array<std::uint32_t> arrived;

    SPIKELIGHT_HD std::uint32_t slot_of(std::int64_t step) const {
        return std::uint32_t(std::uint64_t(step) % spike_slots);
    }
    /// The slots of steps later and earlier, by at most as many as there are slots.
    SPIKELIGHT_HD std::uint32_t later(std::uint32_t slot, std::uint32_t steps) const {
        return later_slot(slot, steps, spike_slots);
    }
    SPIKELIGHT_HD std::uint32_t earlier(std::uint32_t slot, std::uint32_t steps) const {
        return earlier_slot(slot, steps, spike_slots);
    }
};

/// What a block takes of the spikes of a window. All functions are for all lanes of a warp together.
template <class Real, class Input>
struct ResidentDelivery {
    NetworkView<Real, Input> const& n;
    ResidentView<Real, Input> const& r;
    InputRing<Input> const& own;
    SpikeLists const& lists;

    /// Delivers in the steps begin ... end - 1 what was fired `lag` steps before, for the input's slot `now` and those after
    /// it; `listed` is where the spikes of step `begin` are. The lists of all steps are shared out among the warps together, up
    /// to a spike per lane at a time.
    SPIKELIGHT_DEVICE void deliver_window(std::int64_t begin, std::int64_t end, std::uint32_t now,
                                          std::uint32_t listed, std::uint32_t lag) const {
        // A lane looks at one step, or all at the only one: then there is nothing to be found out together.
        bool one = end - begin == 1;
        std::uint32_t ahead = one ? 0u : device::lane();
        std::int64_t step = begin + ahead;
        std::uint32_t slot = 0, count = 0;
        if (step < end && step >= lag) {
            slot = r.later(r.earlier(listed, lag), ahead);
            count = lists.counts[slot];
        }
        std::uint32_t up_to_step = one ? count : device::sum_up_to_lane(count);
        std::uint32_t all = one ? count : device::shuffle(up_to_step, device::warp_threads - 1);

        std::uint32_t warps = device::warps_in_block();
        std::uint32_t share = all <= warps ? 1 : (all + warps - 1) / warps;
        if (share > device::warp_threads) share = device::warp_threads;
        for (std::uint32_t first = device::warp_in_block() * share; first < all;
             first += warps * share) {
            std::uint32_t number = first + device::lane();
            bool has = device::lane() < share && number < all;
            unsigned of_step = 0;
            std::uint64_t list = slot;
            if (!one) {
                of_step = device::lanes_up_to(up_to_step, number);
                number -= device::shuffle(up_to_step - count, of_step);
                list = device::shuffle(slot, of_step);
            }
            std::uint32_t place =
                has ? std::uint32_t(lists.spikes[list * n.input.slot_size + number]) : 0u;
            deliver_spikes(place, has, has ? own.later(now, of_step) : 0u, lag);
        }
    }

    /// Asks for the rows of those that fired in a word, which their delivery then finds near.
    SPIKELIGHT_DEVICE void fetch_rows(PopulationView<Real> const& p, std::uint32_t word,
                                      std::uint32_t bits) const {
        for (; bits != 0; bits &= bits - 1) {
            std::uint64_t row = 32 * word + device::first_bit(bits) - p.first_place;
            for (std::uint32_t k = p.first_way; k < p.first_way + p.way_count; ++k) {
                ResidentWay<Real, Input> way = r.ways[k];
                std::uint64_t columns = r.shares.blocks + 1, begin = way.begin[row],
                              end = way.begin[row + 1];
                fetch(way.segments.bounds, row * columns, (row + 1) * columns);
                fetch(way.segments.targets, begin, end);
                if (way.segments.weights) fetch(way.segments.weights, begin, end);
                if (way.segments.delays) fetch(way.segments.delays, begin, end);
            }
        }
    }

  private:
    /// The synapses that a lane's spike has with the block's neurons.
    struct Segment {
        std::uint64_t begin = 0;
        std::uint32_t count = 0, way = 0, slot = 0;  ///< of the input, at the earliest
        Input weight = 0;                            ///< where all are alike
    };

    template <class T>
    SPIKELIGHT_DEVICE static void fetch(Array<T> elements, std::uint64_t begin, std::uint64_t end) {
        constexpr std::uint64_t apart = 64 / sizeof(T);
        for (std::uint64_t i = begin + apart * device::lane(); i < end;
             i += apart * device::warp_threads)
            device::fetch_ahead(elements, i);
    }

    /// Delivers the spikes that lanes have through the ways of this lag, one way after another.
    SPIKELIGHT_DEVICE void deliver_spikes(std::uint32_t place, bool has, std::uint32_t now,
                                          std::uint32_t lag) const {
        PopulationView<Real> p = n.populations[n.population_of_word[place / 32]];
        std::uint32_t ways = has ? p.way_count : 0, row = place - p.first_place;
        for (std::uint32_t k = 0; device::ballot(k < ways) != 0; ++k) {
            Segment segment;
            if (k < ways) find_segment(p.first_way + k, row, now, lag, segment);
            if (r.alike)
                deliver_alike(segment);
            else
                deliver_segments(segment);
        }
    }

    /// Leaves the segment empty where the way has another lag.
    SPIKELIGHT_DEVICE void find_segment(std::uint32_t way_index, std::uint32_t row,
                                        std::uint32_t now, std::uint32_t lag,
                                        Segment& segment) const {
        ResidentWay<Real, Input> way = r.ways[way_index];
        if (way.lag != lag) return;
        std::uint64_t bound = std::uint64_t(row) * (r.shares.blocks + 1) + device::block_index();
        std::uint32_t within_row = way.segments.bounds[bound];
        segment.count = way.segments.bounds[bound + 1] - within_row;
        segment.begin = way.begin[row] + within_row + (r.alike ? way.first : 0u);
        segment.way = way_index;
        segment.slot = own.later(now, way.ahead);
        segment.weight = way.weight;
    }

    /// Targets are asked for so many at a time before the first is used, so that they are waited for together: no load passes
    /// an addition.
    static constexpr std::uint32_t rounds = 4;

    /// Delivers the segments that lanes have, all lanes working on all of them.
    SPIKELIGHT_DEVICE void deliver_alike(Segment const& segment) const {
        std::uint32_t filled = device::ballot(segment.count > 0);
        if ((filled & (filled - 1)) == 0) {
            if (filled != 0) deliver_single(segment, device::first_bit(filled));
            return;
        }
        std::uint32_t up_to_lane = device::sum_up_to_lane(segment.count);
        std::uint32_t all = device::shuffle(up_to_lane, device::warp_threads - 1);
        // Of a synapse's number among all, what is to be added to find it.
        std::uint64_t ahead = segment.begin - (up_to_lane - segment.count);
        for (std::uint32_t first = 0; first < all; first += rounds * device::warp_threads) {
            std::uint32_t targets[rounds] = {}, slots[rounds] = {};
            Input weights[rounds] = {};
#pragma unroll
            for (std::uint32_t j = 0; j < rounds; ++j) {
                if (first + j * device::warp_threads >= all) continue;
                std::uint32_t k = first + j * device::warp_threads + device::lane();
                unsigned owner = device::lanes_up_to(up_to_lane, k);
                slots[j] = device::shuffle(segment.slot, owner);
                weights[j] = device::shuffle(segment.weight, owner);
                std::uint64_t at = device::shuffle(ahead, owner) + k;
                targets[j] = k < all ? std::uint32_t(r.targets[at]) : 0u;
            }
#pragma unroll
            for (std::uint32_t j = 0; j < rounds; ++j)
                if (first + j * device::warp_threads + device::lane() < all)
                    device::add_near(own.sums, std::uint64_t(slots[j]) * own.slot_size + targets[j],
                                     weights[j]);
        }
    }

    /// The same of the only lane that has one: nobody has to find out whose a synapse is.
    SPIKELIGHT_DEVICE void deliver_single(Segment const& segment, unsigned owner) const {
        std::uint32_t count = device::shuffle(segment.count, owner);
        std::uint64_t begin = device::shuffle(segment.begin, owner),
                      sums = std::uint64_t(device::shuffle(segment.slot, owner)) * own.slot_size;
        Input weight = device::shuffle(segment.weight, owner);
        for (std::uint32_t first = device::lane(); first < count;
             first += rounds * device::warp_threads) {
            std::uint32_t targets[rounds] = {};
#pragma unroll
            for (std::uint32_t j = 0; j < rounds; ++j) {
                std::uint32_t k = first + j * device::warp_threads;
                if (k < count) targets[j] = r.targets[begin + k];
            }
#pragma unroll
            for (std::uint32_t j = 0; j < rounds; ++j)
                if (first + j * device::warp_threads < count)
                    device::add_near(own.sums, sums + targets[j], weight);
        }
    }

    /// The same where synapses differ in weight or delay.
    SPIKELIGHT_DEVICE void deliver_segments(Segment const& segment) const {
        std::uint32_t up_to_lane = device::sum_up_to_lane(segment.count);
        std::uint32_t all = device::shuffle(up_to_lane, device::warp_threads - 1);
        std::uint64_t ahead = segment.begin - (up_to_lane - segment.count);
        for (std::uint32_t first = 0; first < all; first += device::warp_threads) {
            std::uint32_t k = first + device::lane();
            unsigned owner = device::lanes_up_to(up_to_lane, k);
            std::uint32_t way = device::shuffle(segment.way, owner),
                          slot = device::shuffle(segment.slot, owner);
            std::uint64_t at = device::shuffle(ahead, owner) + k;
            if (k < all) deliver(way, slot, at);
        }
    }

    SPIKELIGHT_DEVICE void deliver(std::uint32_t way, std::uint32_t slot, std::uint64_t at) const {
        ResidentWay<Real, Input> w = r.ways[way];
        if (w.segments.delays) slot = own.later(slot, w.segments.delays[at]);
        std::uint32_t target = w.segments.targets[at];
        device::add_near(own.sums, std::uint64_t(slot) * own.slot_size + target, w.weight_of(at));
    }
};

}  // namespace spikelight
