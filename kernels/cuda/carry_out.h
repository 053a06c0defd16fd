// What resident blocks do with an order beside advancing: light, probes, and lists of spikes for the host.
#pragma once

#include "kernels/cuda/probe_kernel.h"
#include "kernels/cuda/record_kernels.h"
#include "kernels/cuda/resident_delivery.h"
#include "kernels/cuda/take_orders.h"

namespace spikelight {

/// An opsin that commands reach.
template <class Real>
struct CommandedOpsin {
    LitOpsin<Real> lit;
    std::uint32_t first_place;   ///< of its population
    std::uint32_t first_number;  ///< of the weights of its sources, in a command
};

/// A probe, each of whose values is read by the block that owns the neuron.
struct SharedProbe {
    ProbeView probe;
    Array<std::uint32_t> values;  ///< their numbers in a row, those of a block together
    Array<std::uint32_t> bounds;  ///< [block]: where its own begin; and one more
    std::int64_t every;           ///< steps; 0: when an order says so
};

/// What orders are about, and where the host finds what came of them: pinned, by slot of the order.
template <class Real>
struct WorkView {
    OrdersView orders;
    Array<CommandedOpsin<Real>> opsins;
    Array<double>
        irradiance;  ///< [block][source], W/m^2: of the last command, for the launches to come
    Array<SharedProbe> probes;
    std::uint32_t opsin_count, sources, probe_count;
    Array<std::uint32_t> out_degree, neuron_of_word;  ///< by place and by word
    Array<double> values;       ///< [slot][value]: rows, in the order of steps, then probes
    std::uint64_t values_room;  ///< of a slot
    Array<Spike> spikes;        ///< [slot][block][number]
    std::uint64_t spikes_room;  ///< of a block
    Array<PieceTotals> totals;  ///< [slot][block]
    Array<std::uint64_t> done;  ///< [block]: orders carried out in all
};

/// The part of a block's memory that this needs.
struct WorkMemory {
    std::uint32_t sources, words, warps;

    /// Irradiances come first.
    SPIKELIGHT_HD std::uint64_t scratch() const { return sizeof(double) * sources; }
    SPIKELIGHT_HD std::uint64_t words_begin() const {
        return scratch() + BlockLister::shared_bytes(warps);
    }
    /// A multiple of 16.
    SPIKELIGHT_HD std::uint64_t bytes() const {
        return (words_begin() + sizeof(std::uint32_t) * words + 15) / 16 * 16;
    }
};

/// For a network in blocks of so many threads.
inline WorkMemory work_memory(const NetworkData& network, unsigned threads) {
    return {std::uint32_t(network.sources.size()),
            OrderShape{command_numbers(network), order_slots}.words(),
            threads / device::warp_threads};
}

/// What lists the spikes of this block, of some steps, from number `first` on; its scratch is still to be given.
template <class Real, class Input>
SPIKELIGHT_DEVICE BlockLister own_lister(NetworkView<Real, Input> const& n, WorkView<Real> const& w,
                                         Shares const& shares, std::int64_t from, std::int64_t to,
                                         std::uint32_t slot, std::uint64_t first) {
    std::uint32_t block = device::block_index();
    RecordedBits bits = recorded_bits(n, from, to);
    bits.first_word = shares.first_place(block) / 32;
    std::uint32_t left = n.words - bits.first_word;
    bits.words = left < shares.words ? left : shares.words;
    std::uint64_t place = std::uint64_t(slot) * shares.blocks + block;
    return {bits,
            w.out_degree,
            w.neuron_of_word,
            w.spikes.from(place * w.spikes_room),
            first,
            w.spikes_room,
            {},
            {}};
}

/// All functions are for all threads of a block. `opsins`: some population has one.
template <class Real, class Input, bool opsins>
struct OrderWork {
    NetworkView<Real, Input> const& n;
    WorkView<Real> const& w;
    ResidentView<Real, Input> const& r;
    InputRing<Input> own;
    WorkMemory memory;

    SPIKELIGHT_DEVICE Array<double> irradiance() const {
        return device::shared_array<double>(0, memory.sources);
    }
    SPIKELIGHT_DEVICE OrderTaker taker() const {
        return {w.orders, device::shared_array<std::uint32_t>(memory.words_begin(), memory.words)};
    }

    /// Fetches what commands before this launch left.
    SPIKELIGHT_DEVICE void begin() const {
        for (std::uint32_t s = device::thread_index(); s < w.sources; s += device::block_threads())
            irradiance()[s] = double(kept_irradiance()[s]);
    }

    /// Where a block is.
    struct Place {
        std::int64_t begin = 0, end = 0;  ///< of the window
        Order order{};
        std::uint32_t slot = 0;    ///< of the order
        std::int64_t due = 0;      ///< the next step at which a probe is read by itself
        std::uint64_t values = 0;  ///< read so far, for this order
        bool begun = false;        ///< there is an order
        /// What changes with every window, read at once.
        struct alignas(16) Window {
            StepSlots slots{};
            std::uint32_t listed = 0;   ///< where the spikes of `begin` are listed
            std::uint32_t meeting = 0;  ///< windows so far, this one included
        } window;
    };

    /// Finds the next window of steps, after what is to be done before it: of this order, or of those that follow. False if
    /// there is none any more. All have done with the window before.
    SPIKELIGHT_DEVICE_APART bool next_window(OrderTaker& taker, Place& place) const {
        // Steps follow each other, whatever order they are of.
        auto passed = std::uint32_t(place.end - place.begin);
        place.window.slots = n.later(place.window.slots, passed);
        place.window.listed = r.later(place.window.listed, passed);
        place.begin = place.end;
        while (place.begin == place.order.to) {
            if (place.begun) end_order(taker, place);
            place.order = taker.take();
            if (place.order.what & Order::close) return false;
            begin_order(taker, place);
        }
        if (place.begin == place.due) {
            place.values += read_due(place);
            place.due = next_due(place.begin + 1);
            // The block's other threads go on only when all has been read.
            device::barrier();
        }
        taker.look_ahead();
        if (place.window.meeting++ == 0) {
            place.window.slots = n.slots_of(place.begin);
            place.window.listed = r.slot_of(place.begin);
        }
        place.end = place.begin + n.window;
        if (place.order.to < place.end) place.end = place.order.to;
        if (place.due < place.end) place.end = place.due;
        return true;
    }

  private:
    SPIKELIGHT_DEVICE void begin_order(OrderTaker const& taker, Place& place) const {
        Order const& order = place.order;
        place.begun = true;
        place.slot = std::uint32_t((taker.taken() - 1) % w.orders.shape.slots);
        place.begin = order.from;
        place.due = next_due(order.from);
        place.values = 0;
        if (order.what & Order::command) {
            command(taker);
            device::barrier();
        }
        if (order.what & Order::read) read(w.probes[order.probe], order.from, place.slot, 0);
    }

    SPIKELIGHT_DEVICE void end_order(OrderTaker const& taker, Place const& place) const {
        if (place.order.what & Order::advance) list(place.order.from, place.order.to, place.slot);
        device::barrier();
        if (device::thread_index() == 0)
            device::tell_host(w.done, device::block_index(), taker.taken());
    }

    SPIKELIGHT_DEVICE Array<double> kept_irradiance() const {
        return w.irradiance.from(std::uint64_t(device::block_index()) * w.sources);
    }

    /// Gives the block's neurons the drives of the order's command.
    SPIKELIGHT_DEVICE void command(OrderTaker const& order) const {
        for (std::uint32_t s = device::thread_index(); s < w.sources;
             s += device::block_threads()) {
            irradiance()[s] = order.number(s);
            kept_irradiance()[s] = order.number(s);
        }
        if constexpr (opsins) refresh(order);
    }

    SPIKELIGHT_DEVICE void refresh(OrderTaker const& order) const {
        std::uint32_t first = r.shares.first_place(device::block_index());
        for (std::uint32_t k = 0; k < w.opsin_count; ++k) {
            CommandedOpsin<Real> const& opsin = w.opsins[k];
            auto weight = [&](std::uint32_t s) { return order.number(opsin.first_number + s); };
            for (std::uint32_t j = device::thread_index(); j < r.shares.places();
                 j += device::block_threads()) {
                // Wraps around below the population's first place.
                std::uint32_t i = first + j - opsin.first_place;
                if (i < opsin.lit.lit.size) opsin.lit.refresh(i, weight);
            }
        }
    }

    /// The first step from `step` on at which a probe is read by itself; the largest integer if there is none.
    SPIKELIGHT_DEVICE std::int64_t next_due(std::int64_t step) const {
        std::int64_t next = 0x7FFFFFFFFFFFFFFF;
        for (std::uint32_t p = 0; p < w.probe_count; ++p) {
            std::int64_t every = SharedProbe(w.probes[p]).every;
            if (every == 0) continue;
            std::int64_t due = (step + every - 1) / every * every;
            if (due < next) next = due;
        }
        return next;
    }

    /// Reads the block's part of a probe at the start of a step into the slot, from value `at` on. Returns the values of all.
    SPIKELIGHT_DEVICE std::uint64_t read(SharedProbe const& shared, std::int64_t step,
                                         std::uint32_t slot, std::uint64_t at) const {
        NeuronReader<Real, Input> read_neuron{n, own, irradiance(), step};
        Array<double> row = w.values.from(slot * w.values_room + at);
        std::uint32_t block = device::block_index(), end = shared.bounds[block + 1];
        for (std::uint32_t k = shared.bounds[block] + device::thread_index(); k < end;
             k += device::block_threads()) {
            std::uint32_t e = shared.values[k];
            row[e] = read_neuron(shared.probe.observation_of(e), shared.probe.neurons[e]);
        }
        return shared.probe.size;
    }

    /// Reads all that are due where the window begins. Returns how many values they have.
    SPIKELIGHT_DEVICE std::uint64_t read_due(Place const& place) const {
        std::uint64_t values = 0;
        for (std::uint32_t p = 0; p < w.probe_count; ++p) {
            SharedProbe const& probe = w.probes[p];
            if (probe.every > 0 && place.begin % probe.every == 0)
                values += read(probe, place.begin, place.slot, place.values + values);
        }
        return values;
    }

    /// Lists who of the block fired in steps that are done.
    SPIKELIGHT_DEVICE void list(std::int64_t from, std::int64_t to, std::uint32_t slot) const {
        BlockLister lister = own_lister(n, w, r.shares, from, to, slot, 0);
        PieceTotals totals = lister.with_scratch(memory.scratch())();
        if (device::thread_index() == 0)
            w.totals[std::uint64_t(slot) * r.shares.blocks + device::block_index()] = totals;
    }
};

/// Lists once more what found no room: the spikes of each block from number `first` on. A block of threads per block.
template <class Real, class Input>
struct ListRest {
    static constexpr unsigned most_threads = 256;
    NetworkView<Real, Input> n;
    WorkView<Real> w;
    Shares shares;
    std::int64_t from, to;
    std::uint32_t slot;
    std::uint64_t first;

    SPIKELIGHT_DEVICE void operator()() const {
        own_lister(n, w, shares, from, to, slot, first).with_scratch(0)();
    }
};

}  // namespace spikelight
