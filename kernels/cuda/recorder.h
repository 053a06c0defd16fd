// Spikes on their way to the host: which neurons fired lies in device memory as one bit per neuron and step, so nothing can
// overflow; behind the steps of a piece kernels list its spikes, in order, and send the list to pinned memory of the piece.
//
// Several pieces may be under way. The bits of a piece stay until it is taken: spikes beyond the room for a list are listed
// again then.
#pragma once

#include <deque>
#include <vector>

#include "kernels/cuda/record_kernels.h"
#include "kernels/engine.h"

namespace spikelight {

class DeviceRecorder {
  public:
    /// `room`: spikes of a list; `pieces`: how many may be under way; `words`: of the longest piece; `in_one_block`: a
    /// block makes the list, not the grid.
    DeviceRecorder(Device& device, Grid grid, std::uint64_t room, unsigned pieces,
                   std::uint64_t words, bool in_one_block)
        : device_(device),
          grid_(grid),
          in_one_block_(in_one_block),
          room_(room),
          counts_(device, words + 1),
          numbers_(device, words + 1),
          events_(device, 1),
          listed_(device, room),
          lists_(pieces) {
        for (List& list : lists_) {
            list.totals = Pinned<PieceTotals>(device, 1);
            list.spikes = Pinned<Spike>(device, room);
            list.end = Mark(device);
        }
        // Take what the scan needs before anything is under way.
        counts_.fill_zero();
        device_.exclusive_scan(counts_.array(), numbers_.array(), words + 1);
    }

    static std::uint64_t bytes(std::uint64_t room, std::uint64_t words) {
        return sizeof(Spike) * room + 12 * (words + 1);
    }

    bool full() const { return under_way_.size() == lists_.size(); }
    bool empty() const { return under_way_.empty(); }
    /// Is the last piece begun still being advanced?
    bool busy() const { return !empty() && !device_.passed(list_of(under_way_.back()).end); }

    /// Behind the steps of a piece: lists its spikes. It may not be full().
    template <class Real, class Input>
    void begin(const NetworkView<Real, Input>& n, Array<std::uint32_t> out_degree,
               Array<std::uint32_t> neuron_of_word, std::int64_t from, std::int64_t to) {
        Piece piece{recorded_bits(n, from, to), out_degree, neuron_of_word, begun_++};
        List& list = list_of(piece);
        list_spikes(piece, list, 0);
        device_.set(list.end);
        under_way_.push_back(piece);
    }

    /// Waits for the oldest piece; appends its spikes, and returns the synaptic events that they are.
    std::uint64_t take(std::vector<Spike>& spikes) {
        Piece piece = under_way_.front();
        List& list = list_of(piece);
        device_.wait(list.end);
        std::uint64_t all = list.totals[0].spikes, events = list.totals[0].events;
        for (std::uint64_t first = 0; first < all; first += room_) {
            // What found no room is listed once more from there.
            if (first > 0) {
                list_spikes(piece, list, first);
                device_.synchronise();
            }
            const Spike* listed = list.spikes.data();
            spikes.insert(spikes.end(), listed, listed + std::min(room_, all - first));
        }
        under_way_.pop_front();
        return events;
    }

  private:
    struct Piece {
        RecordedBits recorded;
        Array<std::uint32_t> out_degree, neuron_of_word;
        std::uint64_t number;
    };
    struct List {
        Pinned<PieceTotals> totals;
        Pinned<Spike> spikes;
        Mark end;
    };

    List& list_of(const Piece& piece) { return lists_[piece.number % lists_.size()]; }
    const List& list_of(const Piece& piece) const { return lists_[piece.number % lists_.size()]; }

    /// Counts the spikes of every word, numbers them, and writes those from `first` on for which there is room.
    void list_spikes(const Piece& piece, List& list, std::uint64_t first) {
        if (in_one_block_) {
            BlockLister lister{piece.recorded,
                               piece.out_degree,
                               piece.neuron_of_word,
                               list.spikes.array(),
                               first,
                               room_,
                               {},
                               {}};
            device_.launch(
                {1, grid_.threads, BlockLister::shared_bytes(grid_.threads / device::warp_threads)},
                ListSpikes{lister, list.totals.array()});
            return;
        }
        std::uint64_t words = piece.recorded.elements();
        events_.fill_zero();
        device_.launch(
            grid_, CountSpikes{piece.recorded, piece.out_degree, counts_.array(), events_.array()});
        device_.exclusive_scan(counts_.array(), numbers_.array(), words + 1);
        device_.launch(grid_, WriteSpikes{piece.recorded, piece.neuron_of_word, numbers_.array(),
                                          listed_.array(), first, room_});
        device_.launch(
            grid_, SendSpikes{listed_.array(), list.spikes.array(), numbers_.array().from(words),
                              events_.array(), list.totals.array(), first, room_});
    }

    Device& device_;
    Grid grid_;
    bool in_one_block_;
    std::uint64_t room_, begun_ = 0;
    Buffer<std::uint32_t> counts_;
    Buffer<std::uint64_t> numbers_, events_;
    Buffer<Spike> listed_;  ///< of the piece that is listed now
    std::vector<List> lists_;
    std::deque<Piece> under_way_;
};

}  // namespace spikelight
