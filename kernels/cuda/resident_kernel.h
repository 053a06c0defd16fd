// A block per processor that stays and does what the host orders: advance, take a command, read probes, list spikes. A block
// owns neighbouring neurons; their ring of inputs stays in the processor's own memory, so that a synaptic event is one
// addition there. Rows are cut into a segment per block. Who fired is listed in global memory, for all, and all blocks meet
// once per window. Between orders nobody meets, and nothing is launched.
//
// Floor, per step, of N neurons on B processors, k synapses each, firing with probability f, windows of W steps:
//   neurons   16 N / W bytes of L2 (the ring costs none), and N / B membrane updates per processor
//   delivery  f N k / B additions per processor; per spike one row of 2 k bytes and its B + 1 bounds of 4 bytes from memory,
//             read by the blocks as B sectors of L2 each
//   meeting   1 / W barriers of 1.3 us, and as often five dependent reads of L2 of about 0.2 us: count, spike, population,
//             bound, target; the block that fires has asked for the row, so that nobody waits for memory
//   orders    per order one read of the host's memory, 1 us, that a warp waits for, a fence before the host is told, 1 us, and
//             five barriers of a block; where light is commanded N / B sums over the sources
// A processor has few warps, so a wait is what costs: the spikes of a whole window are shared out together, four targets are
// asked for at once, and a word's state while the word before is advanced.
// Predicted for sm_90: benchmarks/README.md.
// Largest: 4 W bytes per neuron in 227 KB per processor, so 3.7 million at W = 2; opsins and membranes stay in L2 or memory.
#pragma once

#include "kernels/cuda/advance_word.h"
#include "kernels/cuda/carry_out.h"
#include "kernels/cuda/resident_delivery.h"

namespace spikelight {

template <class Real, class Input, bool opsins>
struct AdvanceResident {
    static constexpr unsigned most_threads = most_resident_threads(opsins, sizeof(Real) == 8);
    NetworkView<Real, Input> n;
    ResidentView<Real, Input> r;
    WorkView<Real> w;

    /// Of what orders need, of the ring, and of lists of so many slots, 0 where they are not the block's.
    static std::uint64_t shared_bytes(WorkMemory memory, std::uint32_t slots, Shares shares,
                                      std::uint64_t list_slots) {
        return memory.bytes() + std::uint64_t(slots) * shares.places() * sizeof(Input) +
               list_slots * (shares.places() + 1) * sizeof(std::uint32_t);
    }

    SPIKELIGHT_DEVICE void operator()() const {
        WorkMemory memory{w.sources, w.orders.shape.words(), device::warps_in_block()};
        std::uint32_t block = device::block_index(), places = r.shares.places();
        std::uint64_t ring = std::uint64_t(n.input.slots) * places,
                      lists_begin = memory.bytes() + ring * sizeof(Input);
        InputRing<Input> own{device::shared_array<Input>(memory.bytes(), ring), n.input.slots,
                             places, r.shares.first_place(block)};
        SpikeLists lists = r.lists;
        if (r.lists_in_block) {
            std::uint64_t listed = std::uint64_t(r.spike_slots) * places;
            lists.spikes = device::shared_array<std::uint32_t>(lists_begin, listed);
            lists.counts = device::shared_array<std::uint32_t>(
                lists_begin + listed * sizeof(std::uint32_t), r.spike_slots);
        }
        OrderWork<Real, Input, opsins> work{n, w, r, own, memory};
        // Fetch the ring, and keep it for the next launch and for who looks at it in between.
        for_own_sums(own, [&](std::uint64_t here, std::uint64_t there) {
            own.sums[here] = Input(n.input.sums[there]);
        });
        if (r.lists_in_block) copy(r.lists, lists);
        work.begin();
        device::barrier();
        carry_out_orders(work, own, lists);
        for_own_sums(own, [&](std::uint64_t here, std::uint64_t there) {
            n.input.sums[there] = Input(own.sums[here]);
        });
        if (r.lists_in_block) copy(lists, r.lists);
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

    SPIKELIGHT_DEVICE void copy(SpikeLists const& from, SpikeLists const& to) const {
        for (std::uint32_t slot = 0; slot < r.spike_slots; ++slot) {
            std::uint32_t count = from.counts[slot];
            std::uint64_t first = std::uint64_t(slot) * n.input.slot_size;
            if (device::thread_index() == 0) to.counts[slot] = count;
            for (std::uint32_t i = device::thread_index(); i < count; i += device::block_threads())
                to.spikes[first + i] = std::uint32_t(from.spikes[first + i]);
        }
    }

    SPIKELIGHT_DEVICE void carry_out_orders(OrderWork<Real, Input, opsins> const& work,
                                            InputRing<Input> const& own,
                                            SpikeLists const& lists) const {
        std::uint32_t first_word = own.first_place / 32, end_word = first_word + r.shares.words;
        if (end_word > n.words) end_word = n.words;
        ResidentDelivery<Real, Input> delivery{n, r, own, lists};
        OrderTaker taker = work.taker();
        typename OrderWork<Real, Input, opsins>::Place place;
        while (work.next_window(taker, place)) {
            std::int64_t begin = place.begin, end = place.end;
            auto window = place.window;
            std::uint32_t to_come = r.later(window.listed, std::uint32_t(end - begin));
            // Empty the lists of the window to come: nobody has reached it, and all have read what was there.
            if (device::block_index() == 0 && device::thread_index() < n.window)
                lists.counts[r.later(to_come, device::thread_index())] = 0u;
            // Advance the block's own neurons.
            auto advance = [&](std::uint32_t word, WordAhead<Real> const& ahead) {
                PopulationView<Real> p = n.populations[ahead.population];
                std::uint32_t fired =
                    advance_word<opsins>(n, p, own, begin, end, window.slots, word, ahead);
                list_spikes(delivery, p, word, window.listed, std::uint32_t(end - begin), fired);
            };
            for_words(n, first_word + device::warp_in_block(), end_word, device::warps_in_block(),
                      advance);
            if (r.shares.blocks == 1)
                device::barrier();
            else
                device::grid_barrier(r.arrived, window.meeting);
            // Take what anyone's spikes, of now or earlier, send to them.
            for (std::uint32_t k = 0; k < r.lag_count; ++k)
                delivery.deliver_window(begin, end, own.after(window.slots.arrived), window.listed,
                                        r.lags[k]);
            device::barrier();
        }
    }

    /// Appends the spikes of a word in some steps, listed from `listed` on; lane j has in `fired` who fired in the j-th.
    SPIKELIGHT_DEVICE void list_spikes(ResidentDelivery<Real, Input> const& delivery,
                                       PopulationView<Real> const& p, std::uint32_t word,
                                       std::uint32_t listed, std::uint32_t steps,
                                       std::uint32_t fired) const {
        SpikeLists const& lists = delivery.lists;
        bool any = device::lane() < steps && fired != 0;
        for (std::uint32_t lanes = device::ballot(any); lanes != 0; lanes &= lanes - 1) {
            unsigned lane = device::first_bit(lanes);
            std::uint32_t bits = device::shuffle(fired, lane), at = 0;
            std::uint32_t slot = r.later(listed, lane);
            if (device::lane() == 0)
                at = device::atomic_add(lists.counts, slot, device::count_bits(bits));
            at = device::shuffle(at, 0) + device::count_bits(bits & ((1u << device::lane()) - 1));
            if (bits >> device::lane() & 1)
                lists.spikes[std::uint64_t(slot) * n.input.slot_size + at] =
                    32 * word + device::lane();
            if (r.shares.blocks > 1) delivery.fetch_rows(p, word, bits);
        }
    }
};

}  // namespace spikelight
