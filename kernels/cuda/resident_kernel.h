// All steps of a stretch in one launch of a block per processor. A block owns neighbouring neurons; their ring of inputs
// stays in the processor's own memory, so that a synaptic event is one addition there. Rows are cut into a segment per
// block. Who fired is listed in global memory, for all, and all blocks meet once per window.
//
// Floor, per step, of N neurons on B processors, k synapses each, firing with probability f, windows of W steps:
//   neurons   16 N / W bytes of L2 (the ring costs none), and N / B membrane updates per processor
//   delivery  f N k / B additions per processor; per spike one row of 2 k bytes and its B + 1 bounds of 4 bytes from memory,
//             read by the blocks as B sectors of L2 each
//   meeting   1 / W barriers of 1.3 us, and as often four dependent reads of about 0.6 us: count, spike, bound, target
// Predicted for an H200 (B = 132, 1.75 GHz, 128 lanes, 60 instructions per update, 40 per 32 events), per step of 0.1 ms:
//   microcircuit (77,000 neurons, 25 spikes and 96,000 events per step, D = 1, W = 2): 0.2 + 0.6 + 1.9 us, 0.027 of real time
//   N = 10^6, k = 1000, 10 Hz, D = 15, W = 7: 2.1 + 2.4 + 0.6 us, 0.05 of real time (graph engine: 0.16)
// Largest: 4 W bytes per neuron in 227 KB per processor, so 3.7 million at W = 2; opsins and membranes stay in L2 or memory.
#pragma once

#include "kernels/cuda/advance_word.h"
#include "kernels/cuda/segment_kernels.h"

namespace spikelight {

/// A projection as a spike goes through it: see WayView.
template <class Real, class Input>
struct ResidentWay {
    Array<std::uint64_t> begin;
    SegmentArrays<StoredWeight<Real>> segments;
    Input weight;
    int shift;
    std::uint32_t lag, ahead;

    SPIKELIGHT_DEVICE Input weight_of(std::uint64_t at) const {
        if (!segments.weights) return weight;
        return Input(scale_weight(StoredWeight<Real>(segments.weights[at]), shift));
    }
};

template <class Real, class Input>
struct ResidentView {
    Shares shares;
    Array<ResidentWay<Real, Input>> ways;  ///< in the order of NetworkView::ways
    Array<std::uint32_t> lags;             ///< of all ways, each once
    std::uint32_t lag_count;
    Array<std::uint32_t> spikes;  ///< [slot][number]: the places that fired in a step, in any order
    Array<std::uint32_t> counts;  ///< [slot]
    std::uint32_t spike_slots;    ///< the longest lag and three windows
    Array<std::uint32_t> arrived;

    SPIKELIGHT_HD std::uint32_t slot_of(std::int64_t step) const {
        return std::uint32_t(std::uint64_t(step) % spike_slots);
    }
};

template <class Real, class Input>
struct AdvanceResident {
    static constexpr unsigned most_threads = 512;
    NetworkView<Real, Input> n;
    ResidentView<Real, Input> r;
    std::int64_t from, to;

    static std::size_t shared_bytes(std::uint32_t slots, Shares shares) {
        return std::size_t(slots) * shares.places() * sizeof(Input);
    }

    SPIKELIGHT_DEVICE void operator()() const {
        std::uint32_t block = device::block_index(), places = r.shares.places();
        InputRing<Input> own{device::shared_array<Input>(0, n.input.slots * places), n.input.slots,
                             places, r.shares.first_place(block)};
        // Fetch the ring, and keep it for the next stretch and for traces.
        for_own_sums(own, [&](std::uint64_t here, std::uint64_t there) {
            own.sums[here] = Input(n.input.sums[there]);
        });
        device::barrier();
        advance(own);
        for_own_sums(own, [&](std::uint64_t here, std::uint64_t there) {
            n.input.sums[there] = Input(own.sums[here]);
        });
    }

  private:
    template <class Function>
    SPIKELIGHT_DEVICE void for_own_sums(InputRing<Input> const& own,
                                        Function const& function) const {
        std::uint32_t left = n.input.slot_size - own.first_place;
        std::uint32_t places = left < own.slot_size ? left : own.slot_size;
        for (std::uint32_t slot = 0; slot < own.slots; ++slot)
            for (std::uint32_t i = device::thread_index(); i < places;
                 i += device::block_threads()) {
                std::uint32_t place = own.first_place + i;
                function(own.element(slot, place), n.input.element(slot, place));
            }
    }

    SPIKELIGHT_DEVICE void advance(InputRing<Input> const& own) const {
        std::uint32_t first_word = own.first_place / 32, end_word = first_word + r.shares.words;
        if (end_word > n.words) end_word = n.words;
        std::uint32_t meeting = 0;
        for (std::int64_t begin = from, end; begin < to; begin = end) {
            end = begin + n.window < to ? begin + n.window : to;
            // Empty the lists of the window to come: nobody has reached it, and all have read what was there.
            if (device::block_index() == 0 && device::thread_index() < n.window)
                r.counts[r.slot_of(end + device::thread_index())] = 0u;
            // Advance the block's own neurons.
            for (std::uint32_t word = first_word + device::warp_in_block(); word < end_word;
                 word += device::warps_in_block()) {
                PopulationView<Real> p = n.populations[n.population_of_word[word]];
                list_spikes(word, begin, end, advance_word(n, p, own, begin, end, word));
            }
            device::grid_barrier(r.arrived, ++meeting);
            // Take what anyone's spikes, of now or earlier, send to them.
            for (std::int64_t step = begin; step < end; ++step)
                for (std::uint32_t k = 0; k < r.lag_count; ++k) {
                    std::uint32_t lag = r.lags[k];
                    if (step >= lag) deliver_step(own, step, lag);
                }
            device::barrier();
        }
    }

    /// Appends the spikes of a word; lane j has in `fired` who fired in step from + j.
    SPIKELIGHT_DEVICE void list_spikes(std::uint32_t word, std::int64_t begin, std::int64_t end,
                                       std::uint32_t fired) const {
        bool any = begin + device::lane() < end && fired != 0;
        for (std::uint32_t lanes = device::ballot(any); lanes != 0; lanes &= lanes - 1) {
            unsigned lane = device::first_bit(lanes);
            std::uint32_t bits = device::shuffle(fired, lane), at = 0;
            std::uint32_t slot = r.slot_of(begin + lane);
            if (device::lane() == 0)
                at = device::atomic_add(r.counts, slot, device::count_bits(bits));
            at = device::shuffle(at, 0) + device::count_bits(bits & ((1u << device::lane()) - 1));
            if (bits >> device::lane() & 1)
                r.spikes[std::uint64_t(slot) * n.input.slot_size + at] = 32 * word + device::lane();
        }
    }

    /// Delivers, `lag` steps after they were fired, the spikes of one step to the block's own neurons.
    SPIKELIGHT_DEVICE void deliver_step(InputRing<Input> const& own, std::int64_t step,
                                        std::uint32_t lag) const {
        std::uint32_t slot = r.slot_of(step - lag), count = r.counts[slot];
        Array<std::uint32_t> spikes = r.spikes.from(std::uint64_t(slot) * n.input.slot_size);
        // Share them out among the warps, up to one per lane at a time.
        std::uint32_t warps = device::warps_in_block(), share = (count + warps - 1) / warps;
        if (share > device::warp_threads) share = device::warp_threads;
        for (std::uint32_t first = device::warp_in_block() * share; first < count;
             first += warps * share) {
            bool has = device::lane() < share && first + device::lane() < count;
            std::uint32_t place = has ? std::uint32_t(spikes[first + device::lane()]) : 0u;
            deliver_spikes(own, own.slot_of(step), place, has, lag);
        }
    }

    /// Delivers the spikes that lanes have through the ways of this lag, one way after another.
    SPIKELIGHT_DEVICE void deliver_spikes(InputRing<Input> const& own, std::uint32_t now,
                                          std::uint32_t place, bool has, std::uint32_t lag) const {
        PopulationView<Real> p = n.populations[n.population_of_word[place / 32]];
        std::uint32_t ways = has ? p.way_count : 0, row = place - p.first_place;
        for (std::uint32_t k = 0; device::ballot(k < ways) != 0; ++k) {
            std::uint32_t way = p.first_way + k, count = 0;
            std::uint64_t begin = 0;
            ResidentWay<Real, Input> w{};
            if (k < ways) w = r.ways[way];
            if (k < ways && w.lag == lag) {
                std::uint64_t bound =
                    std::uint64_t(row) * (r.shares.blocks + 1) + device::block_index();
                std::uint32_t within_row = w.segments.bounds[bound];
                begin = w.begin[row] + within_row;
                count = w.segments.bounds[bound + 1] - within_row;
            }
            deliver_segments(own, now, way, begin, count);
        }
    }

    /// Delivers the segments that lanes have, all lanes working on all of them.
    SPIKELIGHT_DEVICE void deliver_segments(InputRing<Input> const& own, std::uint32_t now,
                                            std::uint32_t way, std::uint64_t begin,
                                            std::uint32_t count) const {
        std::uint32_t up_to_lane = device::sum_up_to_lane(count);
        std::uint32_t all = device::shuffle(up_to_lane, device::warp_threads - 1);
        for (std::uint32_t first = 0; first < all; first += device::warp_threads) {
            // Find whose segment holds the synapse: the number of lanes whose segments end before it.
            std::uint32_t k = first + device::lane();
            unsigned owner = 0;
            for (unsigned half = device::warp_threads / 2; half > 0; half /= 2)
                if (device::shuffle(up_to_lane, owner + half - 1) <= k) owner += half;
            std::uint32_t of_way = device::shuffle(way, owner);
            std::uint32_t before = device::shuffle(up_to_lane - count, owner);
            std::uint64_t at = device::shuffle(begin, owner) + (k - before);
            if (k < all) deliver(own, now, of_way, at);
        }
    }

    SPIKELIGHT_DEVICE void deliver(InputRing<Input> const& own, std::uint32_t now,
                                   std::uint32_t way, std::uint64_t at) const {
        ResidentWay<Real, Input> w = r.ways[way];
        std::uint32_t slot = now + w.ahead;
        if (w.segments.delays) slot += w.segments.delays[at];
        if (slot >= own.slots) slot -= own.slots;
        std::uint32_t target = w.segments.targets[at];
        device::atomic_add(own.sums, std::uint64_t(slot) * own.slot_size + target, w.weight_of(at));
    }
};

}  // namespace spikelight
