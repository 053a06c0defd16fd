// The kernels of a window of steps. With a least delay of d steps, what arrives in step k was fired by step k - d, and is
// taken at the start of step k + 1: windows of d + 1 steps can be advanced before anything need be delivered. Two kernels
// per window for any network, which find the steps to do in device memory, so that the host may launch many and need not
// know when they run. Networks whose ring of inputs fits the processors' own memory run in kernels/cuda/resident_kernel.h.
//
// Floor, per neuron and step, of N neurons with k synapses each firing with probability f, windows of W steps, float32:
//   neurons   60 to 100 instructions, most of them exp; (16 + 8 W) / W bytes of L2 (v read and written, I_e and a parameter
//             read; per step a sum read and cleared)
//   delivery  f k (4 bytes of memory for a target, one 32-bit reduction in L2), f k / 256 chunks of 16 bytes twice
//   launches  2 / W nodes of 1.3 us each per step
// The ring of W sums per neuron must stay in L2 for the reductions, so W is at most what half of it holds.
// Predicted for an H200 (L2 9.7 TB/s, 80 G reductions/s, 1.3 us per node, 132 processors of 128 lanes at 1.75 GHz), per step
// of 0.1 ms at 10 Hz and k = 1000:
//   N = 10^5, D = 15, W = 16:  0.3 + 1.2 + 0.2 us, 0.017 of real time; step by step it would be 0.3 + 1.2 + 2.6 us
//   N = 10^6, D = 15, W = 6:   2.7 + 12.5 + 0.4 us, 0.16 of real time; step by step 2.7 + 12.5 + 2.6 us
#pragma once

#include "kernels/cuda/advance_word.h"

namespace spikelight {

/// A chunk whose synapses differ in weight or delay.
template <class Real, class Input>
SPIKELIGHT_DEVICE void deliver_one_by_one(InputRing<Input> const& input, Chunk const& chunk,
                                          WayView<Real, Input> const& way) {
    for (std::uint64_t k = device::lane(); k < chunk.count; k += device::warp_threads) {
        std::uint64_t at = chunk.begin + k;
        std::uint32_t slot = chunk.slot;
        if (way.synapses.delays) slot = input.later(slot, way.synapses.delays[at]);
        std::uint32_t target = way.synapses.targets[at];
        device::atomic_add(input.sums, input.element(slot, target), way.weight_of(at));
    }
}

/// A chunk whose synapses are alike. All its targets are asked for before the first is used, so that they are waited for
/// once: no load passes an addition.
template <class Real, class Input>
SPIKELIGHT_DEVICE void deliver_at_once(InputRing<Input> const& input, Chunk const& chunk,
                                       WayView<Real, Input> const& way) {
    constexpr std::uint32_t rounds = synapses_per_chunk / device::warp_threads;
    std::uint32_t targets[rounds];
#pragma unroll
    for (std::uint32_t j = 0; j < rounds; ++j) {
        std::uint32_t k = device::warp_threads * j + device::lane();
        targets[j] = k < chunk.count ? std::uint32_t(way.synapses.targets[chunk.begin + k]) : 0u;
    }
    std::uint64_t first = input.element(chunk.slot, input.first_place);
#pragma unroll
    for (std::uint32_t j = 0; j < rounds; ++j)
        if (device::warp_threads * j + device::lane() < chunk.count)
            device::atomic_add(input.sums, first + targets[j], way.weight);
}

/// Adds the listed chunks to the input: a warp per chunk.
template <class Real, class Input>
SPIKELIGHT_DEVICE void deliver_chunks(NetworkView<Real, Input> const& n,
                                      InputRing<Input> const& input, std::uint32_t count,
                                      std::uint32_t first_warp, std::uint32_t warps) {
    for (std::uint32_t c = first_warp; c < count; c += warps) {
        Chunk chunk = n.chunks[c];
        WayView<Real, Input> way = n.ways[chunk.way];
        if (way.synapses.weights || way.synapses.delays)
            deliver_one_by_one(input, chunk, way);
        else
            deliver_at_once(input, chunk, way);
    }
}

/// Elements of the clock, which says what is to be done. The host writes all but those of the window begun.
struct Clock {
    static constexpr unsigned next = 0;  ///< the next step to begin; written by delivery
    static constexpr unsigned turn = 1;  ///< windows so far; written by delivery
    static constexpr unsigned stop = 2;  ///< no step from here on
    /// Of the window begun: where it ends, or 0 if none is begun, and `turn`. Written by the neurons.
    static constexpr unsigned end = 3, turn_begun = 4;
    static constexpr unsigned elements = 5;
};

/// First half of a window: all neurons.
template <class Real, class Input, bool opsins>
struct AdvanceWindow {
    static constexpr unsigned most_threads = 256;
    NetworkView<Real, Input> n;
    Array<std::int64_t> clock;
    Array<std::uint32_t> chunk_counts;  ///< of even and odd turns; a turn's is 0 when it begins

    SPIKELIGHT_DEVICE void operator()() const {
        std::int64_t from = clock[Clock::next], stop = clock[Clock::stop],
                     turn = clock[Clock::turn];
        std::int64_t to = from + n.window < stop ? from + n.window : stop;
        if (device::thread_in_grid() == 0) {
            clock[Clock::end] = from < to ? to : std::int64_t(0);
            clock[Clock::turn_begun] = turn;
        }
        if (from >= to) return;
        StepSlots slots = n.slots_of(from);
        auto advance = [&](std::uint32_t word, WordAhead<Real> const& ahead) {
            PopulationView<Real> p = n.populations[ahead.population];
            std::uint32_t fired = advance_word<opsins>(n, p, n.input, from, to, slots, word, ahead);
            // What lane 0 noted is read by all.
            device::warp_barrier();
            push_spikes(n, p, word, from, to, slots, fired, chunk_counts, std::uint32_t(turn % 2));
        };
        for_words(n, device::warp_in_grid(), n.words, device::warps_in_grid(), advance);
    }
};

/// Second half: delivery.
template <class Real, class Input>
struct DeliverWindow {
    static constexpr unsigned most_threads = 256;
    NetworkView<Real, Input> n;
    Array<std::int64_t> clock;
    Array<std::uint32_t> chunk_counts;

    SPIKELIGHT_DEVICE void operator()() const {
        std::int64_t end = clock[Clock::end], turn = clock[Clock::turn_begun];
        if (end == 0) return;
        if (device::thread_in_grid() == 0) {
            clock[Clock::next] = end;
            clock[Clock::turn] = turn + 1;
            chunk_counts[std::uint64_t((turn + 1) % 2)] = 0u;
        }
        deliver_chunks(n, n.input, chunk_counts[std::uint64_t(turn % 2)], device::warp_in_grid(),
                       device::warps_in_grid());
    }
};

}  // namespace spikelight
