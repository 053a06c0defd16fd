// How resident blocks take orders. Block 0 reads them from the host's memory, a read of about 1 us, for which one of its warps
// waits when the order before begins, while the others go on; the other blocks have them from it, through the device's memory.
//
// Where no order comes for a while, or the launch has lasted long enough, block 0 closes: a kernel that waited for ever would
// hold up whoever waits for the device, and displays want their turn. The host launches again when it has an order.
#pragma once

#include "kernels/cuda/order.h"
#include "kernels/cuda/synapse_views.h"

namespace spikelight {

/// The ring of orders as blocks see it.
struct OrdersView {
    OrderShape shape;
    Array<std::uint64_t> cells;  ///< [slot][word], pinned
    Array<std::uint64_t>
        relayed;  ///< the same in the device's memory, 0 at the launch; none if there is one block
    std::uint64_t first;              ///< order of this launch
    std::uint64_t patience, longest;  ///< ns: to wait for an order, and to go on taking them
};

/// All functions but number() are for all threads of a block.
class OrderTaker {
  public:
    /// `words`: an order's, of the block's own memory.
    SPIKELIGHT_DEVICE OrderTaker(OrdersView const& orders, Array<std::uint32_t> words)
        : orders_(orders), words_(words), number_(orders.first), began_(device::nanoseconds()) {
        ask();
    }

    /// Waits for the next order, which the block then has. All have done with the one before.
    SPIKELIGHT_DEVICE Order take() {
        if (device::warp_in_block() == 0) take_first_line();
        device::barrier();
        Order order = read_order();
        if (order.what & Order::command) {
            for (std::uint32_t first = OrderShape::line * (1 + device::warp_in_block());
                 first < orders_.shape.words();
                 first += OrderShape::line * device::warps_in_block())
                take_line(first);
            device::barrier();
        }
        ++number_;
        relays_ahead_ = false;
        ask();
        return order;
    }
    /// Orders taken and asked for in this and earlier launches.
    SPIKELIGHT_DEVICE std::uint64_t taken() const { return number_; }

    /// In the midst of an order: hands the next on to the other blocks where it is there, so that they have it near. Where it
    /// is not, asking again takes a warp as long as a read of the host's memory: a single block does not.
    SPIKELIGHT_DEVICE void look_ahead() {
        if (device::warp_in_block() != 0 || device::block_index() != 0) return;
        if (!orders_.relayed || relays_ahead_) return;
        if (!complete(ahead_)) return ask();
        relay(0, ahead_);
        relays_ahead_ = true;
    }

    /// Of the order last taken: number k of its command.
    SPIKELIGHT_DEVICE double number(std::uint32_t k) const {
        return __builtin_bit_cast(double, two_words(OrderShape::header + 2 * k));
    }

  private:
    SPIKELIGHT_DEVICE Array<std::uint64_t> source() const {
        return device::block_index() == 0 ? orders_.cells : orders_.relayed;
    }
    SPIKELIGHT_DEVICE std::uint64_t cell_at(std::uint32_t first) const {
        return device::peek(source(), orders_.shape.first_cell(number_) + first + device::lane());
    }
    SPIKELIGHT_DEVICE void ask() {
        if (device::warp_in_block() == 0) ahead_ = cell_at(0);
    }
    /// Has every lane of the warp a cell of the next order?
    SPIKELIGHT_DEVICE bool complete(std::uint64_t cell) const {
        return device::ballot(OrderShape::is_of(cell, number_)) == ~std::uint32_t(0);
    }
    SPIKELIGHT_DEVICE void relay(std::uint32_t first, std::uint64_t cell) const {
        if (device::block_index() == 0 && orders_.relayed)
            device::poke(orders_.relayed,
                         orders_.shape.first_cell(number_) + first + device::lane(), cell);
    }
    SPIKELIGHT_DEVICE void keep(std::uint32_t first, std::uint64_t cell) const {
        words_[first + device::lane()] = std::uint32_t(cell);
    }

    SPIKELIGHT_DEVICE void take_first_line() {
        bool decides = device::block_index() == 0;
        std::uint64_t cell = ahead_, since = device::nanoseconds();
        bool long_enough = decides && !relays_ahead_ && number_ > orders_.first &&
                           since - began_ > orders_.longest;
        bool closes = device::ballot(long_enough) & 1;
        while (!closes && !complete(cell)) {
            device::nap();
            bool impatient = decides && device::nanoseconds() - since > orders_.patience;
            closes = device::ballot(impatient) & 1;
            cell = cell_at(0);
        }
        if (closes)
            cell =
                OrderShape::cell(number_, device::lane() == 0 ? std::uint32_t(Order::close) : 0u);
        if (!relays_ahead_) relay(0, cell);
        keep(0, cell);
    }

    /// One behind the first, which was told before that.
    SPIKELIGHT_DEVICE void take_line(std::uint32_t first) const {
        std::uint64_t cell = cell_at(first);
        while (!complete(cell)) {
            device::nap();
            cell = cell_at(first);
        }
        relay(first, cell);
        keep(first, cell);
    }

    SPIKELIGHT_DEVICE Order read_order() const {
        return {words_[0], words_[1], std::int64_t(two_words(2)), std::int64_t(two_words(4))};
    }
    SPIKELIGHT_DEVICE std::uint64_t two_words(std::uint32_t k) const {
        return std::uint64_t(words_[k + 1]) << 32 | std::uint32_t(words_[k]);
    }

    OrdersView const& orders_;
    Array<std::uint32_t> words_;
    std::uint64_t number_;     ///< of the next order
    std::uint64_t ahead_ = 0;  ///< what was read of it, by warp 0
    std::uint64_t began_;
    bool relays_ahead_ = false;
};

}  // namespace spikelight
