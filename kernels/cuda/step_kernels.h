// The kernels of a step. Two per step for any network, which find the step to do in device memory, so that the host may
// launch many and need not know when they run; or one for all steps, where the network fits one block.
#pragma once

#include "kernels/cuda/advance_word.h"

namespace spikelight {

/// Adds what arrives in `step`, or leaves in it by ways whose delays differ, to the input: a warp per chunk.
template <class Real, class Input>
SPIKELIGHT_DEVICE void deliver_chunks(NetworkView<Real, Input> const& n, std::int64_t step,
                                      std::uint32_t count, std::uint32_t first_warp,
                                      std::uint32_t warps) {
    std::uint32_t slot = std::uint32_t(std::uint64_t(step) % n.input_slots);
    for (std::uint32_t c = first_warp; c < count; c += warps) {
        Chunk chunk = n.chunks[c];
        WayView<Real, Input> way = n.ways[chunk.way];
        for (std::uint64_t k = device::lane(); k < chunk.count; k += device::warp_threads) {
            std::uint64_t at = chunk.begin + k;
            std::uint32_t later = slot;
            if (way.synapses.delays) {
                later += way.synapses.delays[at];
                if (later >= n.input_slots) later -= n.input_slots;
            }
            Input weight = way.weight;
            if (way.synapses.weights)
                weight =
                    Input(scale_weight(StoredWeight<Real>(way.synapses.weights[at]), way.shift));
            std::uint32_t target = way.synapses.targets[at];
            device::atomic_add(n.input, std::uint64_t(later) * n.places + target, weight);
        }
    }
}

/// Elements of the clock, which says what is to be done.
struct Clock {
    static constexpr unsigned next = 0;  ///< the next step to begin; written by delivery
    static constexpr unsigned begun =
        1;  ///< one more than the step to deliver, or 0; written by the neurons
    static constexpr unsigned stop = 2;  ///< no step from here on; written by the host
    static constexpr unsigned elements = 3;
};

/// First half of a step: all neurons.
template <class Real, class Input>
struct AdvanceStep {
    static constexpr unsigned most_threads = 256;
    NetworkView<Real, Input> n;
    Array<std::int64_t> clock;
    Array<std::uint32_t>
        chunk_counts;  ///< of even and odd steps; the step's own is 0 when it begins

    SPIKELIGHT_DEVICE void operator()() const {
        std::int64_t step = clock[Clock::next];
        bool go = step < clock[Clock::stop];
        if (device::thread_in_grid() == 0) clock[Clock::begun] = go ? step + 1 : std::int64_t(0);
        if (!go) return;
        for (std::uint32_t word = device::warp_in_grid(); word < n.words;
             word += device::warps_in_grid())
            advance_word(n, step, word, chunk_counts, std::uint32_t(step % 2));
    }
};

/// Second half: delivery.
template <class Real, class Input>
struct DeliverStep {
    static constexpr unsigned most_threads = 256;
    NetworkView<Real, Input> n;
    Array<std::int64_t> clock;
    Array<std::uint32_t> chunk_counts;

    SPIKELIGHT_DEVICE void operator()() const {
        std::int64_t begun = clock[Clock::begun];
        if (begun == 0) return;
        std::int64_t step = begun - 1;
        if (device::thread_in_grid() == 0) {
            clock[Clock::next] = begun;
            chunk_counts[std::uint64_t(begun % 2)] = 0u;
        }
        deliver_chunks(n, step, chunk_counts[std::uint64_t(step % 2)], device::warp_in_grid(),
                       device::warps_in_grid());
    }
};

/// All steps of a stretch in one block, its input in shared memory where it fits.
template <class Real, class Input>
struct AdvanceResident {
    static constexpr unsigned most_threads = 512;
    NetworkView<Real, Input> n;
    std::int64_t from, to;

    /// Elements of input to hold in shared memory: all or none.
    SPIKELIGHT_HD static std::uint32_t shared_elements(NetworkView<Real, Input> const& n) {
        std::uint64_t elements = std::uint64_t(n.input_slots) * n.places;
        return elements * sizeof(Input) <= most_shared_bytes ? std::uint32_t(elements) : 0u;
    }
    static std::size_t shared_bytes(NetworkView<Real, Input> const& n) {
        return counts_bytes + shared_elements(n) * sizeof(Input);
    }

    SPIKELIGHT_DEVICE void operator()() const {
        // Fetch the input.
        NetworkView<Real, Input> own = n;
        std::uint32_t elements = shared_elements(n);
        auto counts = device::shared_array<std::uint32_t>(0, 2);
        if (elements > 0) own.input = device::shared_array<Input>(counts_bytes, elements);
        for (std::uint32_t e = device::thread_index(); e < elements; e += device::block_threads())
            own.input[e] = n.input[e];
        if (device::thread_index() < 2) counts[device::thread_index()] = 0u;
        device::barrier();

        for (std::int64_t step = from; step < to; ++step) {
            // Advance all neurons.
            std::uint32_t now = std::uint32_t(step % 2);
            for (std::uint32_t word = device::warp_in_block(); word < n.words;
                 word += device::warps_in_block())
                advance_word(own, step, word, counts, now);
            device::barrier();
            // Deliver what they, or others before, have sent.
            if (device::thread_index() == 0) counts[1 - now] = 0u;
            deliver_chunks(own, step, counts[now], device::warp_in_block(),
                           device::warps_in_block());
            device::barrier();
        }
        // Keep the input for the next stretch, and for traces.
        for (std::uint32_t e = device::thread_index(); e < elements; e += device::block_threads())
            n.input[e] = own.input[e];
    }

  private:
    static constexpr std::size_t counts_bytes = 16;
    /// What every GPU gives a block without being asked.
    static constexpr std::size_t most_shared_bytes = 48 * 1024 - counts_bytes;
};

}  // namespace spikelight
