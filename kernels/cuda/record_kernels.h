// From the bits of who fired to a list of spikes, ordered by step, then neuron.
#pragma once

#include "kernels/cuda/network_view.h"

namespace spikelight {

/// The steps of a piece of a run: word w of step s is element (s - from) words + w.
template <class Real, class Input>
struct RecordedBits {
    NetworkView<Real, Input> n;
    std::int64_t from, to;

    SPIKELIGHT_HD std::uint64_t elements() const { return std::uint64_t(to - from) * n.words; }
    SPIKELIGHT_DEVICE std::int64_t step_of(std::uint64_t element) const {
        return from + std::int64_t(element / n.words);
    }
    SPIKELIGHT_DEVICE std::uint32_t word_of(std::uint64_t element) const {
        return std::uint32_t(element % n.words);
    }
    SPIKELIGHT_DEVICE std::uint32_t operator()(std::uint64_t element) const {
        return n.bits[n.bits_of(step_of(element)) + word_of(element)];
    }
};

/// What a piece has fired and delivered in all.
struct PieceTotals {
    std::uint64_t spikes, events;
};

/// The number of spikes in each word, and what they deliver in all.
template <class Real, class Input>
struct CountSpikes {
    static constexpr unsigned most_threads = 256;
    RecordedBits<Real, Input> recorded;
    Array<std::uint32_t> out_degree;  ///< by place
    Array<std::uint32_t> counts;
    Array<std::uint64_t> events;  ///< one element

    SPIKELIGHT_DEVICE void operator()() const {
        std::uint64_t delivered = 0;
        for (std::uint64_t e = device::thread_in_grid(); e < recorded.elements();
             e += device::threads_in_grid()) {
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

/// Writes the spikes whose numbers are first ... first + room - 1, and the totals.
template <class Real, class Input>
struct WriteSpikes {
    static constexpr unsigned most_threads = 256;
    RecordedBits<Real, Input> recorded;
    Array<std::uint32_t> neuron_of_word;
    Array<std::uint64_t> numbers;  ///< of each word's first spike, and of all
    Array<std::uint64_t> events;   ///< one element
    Array<PieceTotals> totals;     ///< one element, pinned
    Array<Spike> spikes;           ///< pinned
    std::uint64_t first, room;

    SPIKELIGHT_DEVICE void operator()() const {
        if (device::thread_in_grid() == 0)
            totals[0] = PieceTotals{numbers[recorded.elements()], events[0]};
        for (std::uint64_t e = device::thread_in_grid(); e < recorded.elements();
             e += device::threads_in_grid()) {
            std::uint32_t bits = recorded(e);
            if (bits == 0) continue;
            std::uint64_t number = numbers[e];
            std::uint32_t neuron = neuron_of_word[recorded.word_of(e)];
            for (; bits != 0; bits >>= 1, ++neuron) {
                if ((bits & 1) == 0) continue;
                if (number >= first && number < first + room)
                    spikes[number - first] = Spike{std::uint32_t(recorded.step_of(e)), neuron};
                ++number;
            }
        }
    }
};

}  // namespace spikelight
