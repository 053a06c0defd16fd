// What a restored network must know of spikes fired before: who fired, and what of it is still to arrive. And the search for
// numbers that broke.
#pragma once

#include "kernels/broken_state.h"
#include "kernels/cuda/resident_kernel.h"

namespace spikelight {

/// Spikes of an earlier life, with places for neurons.
struct RecentSpikes {
    Array<Spike> spikes;
    std::uint64_t count;
    std::int64_t step;  ///< the next to advance: what arrived before step - 1 has been taken
};

/// Notes who fired, as far back as is kept; bits are 0 before.
template <class Real, class Input>
struct RestoreBits {
    static constexpr unsigned most_threads = 256;
    NetworkView<Real, Input> n;
    RecentSpikes recent;

    SPIKELIGHT_DEVICE void operator()() const {
        for (std::uint64_t s = device::thread_in_grid(); s < recent.count;
             s += device::threads_in_grid()) {
            Spike spike = recent.spikes[s];
            std::int64_t fired = spike.step;
            if (fired + n.bit_slots < recent.step) continue;
            // No neuron fires twice in a step, so to add a bit is to set it.
            device::atomic_add(n.bits, n.bits_of(fired) + spike.neuron / 32,
                               std::uint32_t(1) << spike.neuron % 32);
        }
    }
};

/// Puts into the ring of inputs what graphs have delivered before: of the spikes that no way keeps any more.
template <class Real, class Input>
struct RestoreInputs {
    static constexpr unsigned most_threads = 256;
    NetworkView<Real, Input> n;
    RecentSpikes recent;

    SPIKELIGHT_DEVICE void operator()() const {
        for (std::uint64_t s = device::warp_in_grid(); s < recent.count;
             s += device::warps_in_grid()) {
            Spike spike = recent.spikes[s];
            PopulationView<Real> p = n.populations[n.population_of_word[spike.neuron / 32]];
            for (std::uint32_t k = 0; k < p.way_count; ++k) {
                WayView<Real, Input> way = n.ways[p.first_way + k];
                std::int64_t left = std::int64_t(spike.step) + way.lag;
                if (left < recent.step) deliver(way, spike.neuron - p.first_place, left);
            }
        }
    }

  private:
    /// A row whose spike left for the ring at the end of step `left`.
    SPIKELIGHT_DEVICE void deliver(WayView<Real, Input> const& way, std::uint32_t row,
                                   std::int64_t left) const {
        std::uint64_t end = way.synapses.begin[row + 1];
        for (std::uint64_t at = way.synapses.begin[row] + device::lane(); at < end;
             at += device::warp_threads) {
            std::int64_t arrives = left + way.ahead;
            if (way.synapses.delays) arrives += way.synapses.delays[at];
            if (arrives < recent.step - 1) continue;
            std::uint32_t target = way.synapses.targets[at];
            device::atomic_add(n.input.sums, n.input.element(n.input.slot_of(arrives), target),
                               way.weight_of(at));
        }
    }
};

/// The same for resident blocks, and their lists of who fired; counts are 0 before.
template <class Real, class Input>
struct RestoreResident {
    static constexpr unsigned most_threads = 256;
    NetworkView<Real, Input> n;
    ResidentView<Real, Input> r;
    RecentSpikes recent;

    SPIKELIGHT_DEVICE void operator()() const {
        for (std::uint64_t s = device::warp_in_grid(); s < recent.count;
             s += device::warps_in_grid()) {
            Spike spike = recent.spikes[s];
            list(spike);
            PopulationView<Real> p = n.populations[n.population_of_word[spike.neuron / 32]];
            for (std::uint32_t k = 0; k < p.way_count; ++k) {
                ResidentWay<Real, Input> way = r.ways[p.first_way + k];
                std::int64_t left = std::int64_t(spike.step) + way.lag;
                for (std::uint32_t block = 0; left < recent.step && block < r.shares.blocks;
                     ++block)
                    deliver(way, spike.neuron - p.first_place, block, left);
            }
        }
    }

  private:
    SPIKELIGHT_DEVICE void list(Spike const& spike) const {
        if (device::lane() != 0) return;
        std::uint32_t slot = r.slot_of(spike.step);
        std::uint32_t at = device::atomic_add(r.lists.counts, slot, 1u);
        r.lists.spikes[std::uint64_t(slot) * n.input.slot_size + at] = spike.neuron;
    }

    /// A segment of a row whose spike left for the ring at the end of step `left`.
    SPIKELIGHT_DEVICE void deliver(ResidentWay<Real, Input> const& way, std::uint32_t row,
                                   std::uint32_t block, std::int64_t left) const {
        std::uint64_t bound = std::uint64_t(row) * (r.shares.blocks + 1) + block;
        std::uint64_t begin = way.begin[row], end = begin + way.segments.bounds[bound + 1];
        for (std::uint64_t at = begin + way.segments.bounds[bound] + device::lane(); at < end;
             at += device::warp_threads) {
            std::int64_t arrives = left + way.ahead;
            if (way.segments.delays) arrives += way.segments.delays[at];
            if (arrives < recent.step - 1) continue;
            std::uint32_t place = r.shares.first_place(block) + way.segments.targets[at];
            device::atomic_add(n.input.sums, n.input.element(n.input.slot_of(arrives), place),
                               way.weight_of(at));
        }
    }
};

/// The first place with a number that is not finite.
template <class Real, class Input>
struct FindBroken {
    static constexpr unsigned most_threads = 256;
    NetworkView<Real, Input> n;
    Array<std::uint32_t> found;  ///< one element: ~place, or 0 if there is none

    SPIKELIGHT_DEVICE void operator()() const {
        for (std::uint64_t e = device::thread_in_grid(); e < 32ull * n.words;
             e += device::threads_in_grid()) {
            std::uint32_t place = std::uint32_t(e);
            PopulationView<Real> p = n.populations[n.population_of_word[place / 32]];
            std::uint32_t i = place - p.first_place;
            if (i < p.size && broken(p, place, i)) device::atomic_max(found, 0, ~place);
        }
    }

  private:
    SPIKELIGHT_DEVICE bool broken(PopulationView<Real> const& p, std::uint32_t place,
                                  std::uint32_t i) const {
        bool fine = is_finite(Real(n.v[place]));
        if (p.model == MembraneModel::adex) fine = fine && is_finite(Real(n.w[place]));
        for (std::uint32_t k = 0; k < p.opsin_count; ++k) {
            OpsinView<Real> opsin = n.opsins[p.first_opsin + k];
            for (int s = 0; s < state_count(opsin.constants.kind); ++s)
                fine = fine && is_finite(Real(opsin.states[s][i]));
        }
        return !fine;
    }
};

}  // namespace spikelight
