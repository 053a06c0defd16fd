// From the bits of who fired to a list of spikes, ordered by step, then neuron.
#pragma once

#include "kernels/cuda/network_view.h"

namespace spikelight {

/// Who fired in some steps, in some neighbouring words: word w of step s is element (s - from) words + (w - first word), and
/// there are at most most_recorded_elements.
struct RecordedBits {
    Array<std::uint32_t> bits;  ///< see NetworkView
    std::uint32_t slots, slot_words;
    std::uint32_t first_slot;   ///< of `from`
    std::uint32_t from, steps;  ///< at most as many as there are slots
    std::uint32_t first_word, words;

    SPIKELIGHT_HD std::uint32_t elements() const { return steps * words; }
    SPIKELIGHT_DEVICE std::uint32_t step_of(std::uint32_t element) const {
        return from + element / words;
    }
    SPIKELIGHT_DEVICE std::uint32_t word_of(std::uint32_t element) const {
        return first_word + element % words;
    }
    SPIKELIGHT_DEVICE std::uint32_t operator()(std::uint32_t element) const {
        std::uint64_t slot = later_slot(first_slot, element / words, slots);
        return bits[slot * slot_words + word_of(element)];
    }
};

/// Of all neurons.
template <class Real, class Input>
SPIKELIGHT_HD RecordedBits recorded_bits(NetworkView<Real, Input> const& n, std::int64_t from,
                                         std::int64_t to) {
    return {n.bits,
            n.bit_slots,
            n.words,
            n.slots_of(from).bits,
            std::uint32_t(from),
            std::uint32_t(to - from),
            0,
            n.words};
}

/// What a piece has fired and delivered in all.
struct PieceTotals {
    std::uint64_t spikes, events;
};

/// The number of spikes in each word, and what they deliver in all.
struct CountSpikes {
    static constexpr unsigned most_threads = 256;
    RecordedBits recorded;
    Array<std::uint32_t> out_degree;  ///< by place
    Array<std::uint32_t> counts;
    Array<std::uint64_t> events;  ///< one element

    SPIKELIGHT_DEVICE void operator()() const {
        std::uint64_t delivered = 0;
        for (std::uint64_t k = device::thread_in_grid(); k < recorded.elements();
             k += device::threads_in_grid()) {
            auto e = std::uint32_t(k);
            std::uint32_t bits = recorded(e);
            counts[e] = device::count_bits(bits);
            std::uint64_t place = 32ull * recorded.word_of(e);
            for (; bits != 0; bits >>= 1, ++place)
                if (bits & 1) delivered += out_degree[place];
        }
        std::uint64_t of_warp = device::sum_of_warp(delivered);
        if (device::lane() == 0 && of_warp > 0) device::atomic_add(events, 0, of_warp);
    }
};

/// Writes the spikes whose numbers are first ... first + room - 1.
struct WriteSpikes {
    static constexpr unsigned most_threads = 256;
    RecordedBits recorded;
    Array<std::uint32_t> neuron_of_word;
    Array<std::uint64_t> numbers;  ///< of each word's first spike, and of all
    Array<Spike> spikes;
    std::uint64_t first, room;

    SPIKELIGHT_DEVICE void operator()() const {
        for (std::uint64_t k = device::thread_in_grid(); k < recorded.elements();
             k += device::threads_in_grid()) {
            auto e = std::uint32_t(k);
            std::uint32_t bits = recorded(e);
            if (bits == 0) continue;
            std::uint64_t number = numbers[e];
            std::uint32_t neuron = neuron_of_word[recorded.word_of(e)];
            for (; bits != 0; bits >>= 1, ++neuron) {
                if ((bits & 1) == 0) continue;
                if (number >= first && number < first + room)
                    spikes[number - first] = Spike{recorded.step_of(e), neuron};
                ++number;
            }
        }
    }
};

/// Copies the spikes that were written, and the totals, to the host's memory: neighbours together, as every piece of it that
/// crosses the bus costs alike.
struct SendSpikes {
    static constexpr unsigned most_threads = 256;
    Array<Spike> from, to;        ///< `to` is pinned
    Array<std::uint64_t> all;     ///< one element: how many spikes there are
    Array<std::uint64_t> events;  ///< one element
    Array<PieceTotals> totals;    ///< one element, pinned
    std::uint64_t first, room;

    SPIKELIGHT_DEVICE void operator()() const {
        std::uint64_t spikes = all[0], left = spikes - first, count = left < room ? left : room;
        if (device::thread_in_grid() == 0) totals[0] = PieceTotals{spikes, events[0]};
        for (std::uint64_t i = device::thread_in_grid(); i < count; i += device::threads_in_grid())
            to[i] = Spike(from[i]);
    }
};

/// All of this by one block.
struct BlockLister {
    RecordedBits recorded;
    Array<std::uint32_t> out_degree, neuron_of_word;
    Array<Spike> spikes;  ///< pinned
    std::uint64_t first, room;
    Array<std::uint64_t> events;  ///< per warp, of the block's memory; what they hold is lost
    Array<std::uint32_t> counts;

    SPIKELIGHT_HD static std::uint64_t shared_bytes(unsigned warps) {
        return warps * (sizeof(std::uint64_t) + sizeof(std::uint32_t));
    }

    /// The same with shared_bytes() of the block's memory, from a multiple of 8 on.
    SPIKELIGHT_DEVICE BlockLister with_scratch(std::uint64_t offset) const {
        BlockLister lister = *this;
        std::uint32_t warps = device::warps_in_block();
        lister.events = device::shared_array<std::uint64_t>(offset, warps);
        lister.counts =
            device::shared_array<std::uint32_t>(offset + sizeof(std::uint64_t) * warps, warps);
        return lister;
    }

    /// Lists the spikes whose numbers are first ... first + room - 1, and returns the totals to thread 0. For all threads of
    /// the block; all have done with what is listed.
    SPIKELIGHT_DEVICE PieceTotals operator()() const {
        std::uint32_t warps = device::warps_in_block();
        std::uint64_t listed = 0, delivered = 0;
        for (std::uint32_t begin = 0; begin < recorded.elements();
             begin += device::block_threads()) {
            // Number the spikes of as many words as there are threads.
            std::uint32_t e = begin + device::thread_index();
            std::uint32_t bits = e < recorded.elements() ? recorded(e) : 0u;
            std::uint32_t own = device::count_bits(bits), up_to_lane = device::sum_up_to_lane(own);
            if (device::lane() == device::warp_threads - 1)
                counts[device::warp_in_block()] = up_to_lane;
            device::barrier();
            // A lane looks at one warp.
            std::uint32_t of_warp =
                device::lane() < warps ? std::uint32_t(counts[device::lane()]) : 0u;
            std::uint32_t up_to_warp = device::sum_up_to_lane(of_warp);
            std::uint64_t number = listed +
                                   device::shuffle(up_to_warp - of_warp, device::warp_in_block()) +
                                   up_to_lane - own;
            listed += device::shuffle(up_to_warp, device::warp_threads - 1);
            device::barrier();
            delivered += list_word(e, bits, number);
        }
        // Add up what they deliver.
        std::uint64_t of_warp = device::sum_of_warp(delivered);
        if (device::lane() == 0) events[device::warp_in_block()] = of_warp;
        device::barrier();
        std::uint64_t all = 0;
        if (device::thread_index() == 0)
            for (std::uint32_t warp = 0; warp < warps; ++warp) all += events[warp];
        return {listed, all};
    }

  private:
    /// Returns what the spikes of a word deliver.
    SPIKELIGHT_DEVICE std::uint64_t list_word(std::uint32_t e, std::uint32_t bits,
                                              std::uint64_t number) const {
        std::uint64_t delivered = 0;
        for (; bits != 0; bits &= bits - 1, ++number) {
            std::uint32_t word = recorded.word_of(e), bit = device::first_bit(bits);
            delivered += out_degree[32ull * word + bit];
            if (number >= first && number < first + room)
                spikes[number - first] = Spike{recorded.step_of(e), neuron_of_word[word] + bit};
        }
        return delivered;
    }
};

/// The same in one launch, for networks so small that several would take longer.
struct ListSpikes {
    static constexpr unsigned most_threads = 256;
    BlockLister list;           ///< but for its scratch
    Array<PieceTotals> totals;  ///< one element, pinned

    SPIKELIGHT_DEVICE void operator()() const {
        PieceTotals all = list.with_scratch(0)();
        if (device::thread_index() == 0) totals[0] = all;
    }
};

}  // namespace spikelight
