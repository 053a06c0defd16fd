// What the host asks of resident blocks while they run, and how it gets there: a ring of orders in pinned memory.
//
// An order is a sequence of 32-bit words: 6 of what is to be done, then, where it commands light, two for each number of the
// command (double). Each word travels in a cell of 64 bits, below a tag that says which order it is of, so that a reader
// needs no word of when an order is complete: it is when all its cells say so, in whatever order they arrive.
#pragma once

#include <bit>
#include <cstdint>
#include <span>

#include "kernels/host_device.h"

namespace spikelight {

/// Orders that may be given and not yet taken back.
inline constexpr std::uint32_t order_slots = 8;

/// What is to be done, in this order. One that reads advances nothing.
struct Order {
    enum : std::uint32_t { command = 1, read = 2, advance = 4, close = 8 };
    std::uint32_t what = 0;
    std::uint32_t probe = 0;        ///< to be read at the start of step `from`
    std::int64_t from = 0, to = 0;  ///< steps to be advanced
};

/// Sizes of orders and of their ring, and where their words lie.
struct OrderShape {
    static constexpr std::uint32_t header = 6;
    static constexpr std::uint32_t line = 32;  ///< words that a warp reads at once
    std::uint32_t numbers;                     ///< of a command
    std::uint32_t slots;

    SPIKELIGHT_HD std::uint32_t words() const {
        return (header + 2 * numbers + line - 1) / line * line;
    }
    SPIKELIGHT_HD std::uint64_t first_cell(std::uint64_t order) const {
        return order % slots * words();
    }
    /// Never 0, and another one for every order whose cell this may be.
    SPIKELIGHT_HD static std::uint32_t tag(std::uint64_t order) {
        return std::uint32_t(order % 0xFFFFFFFFu) + 1;
    }
    SPIKELIGHT_HD static std::uint64_t cell(std::uint64_t order, std::uint32_t word) {
        return std::uint64_t(tag(order)) << 32 | word;
    }
    SPIKELIGHT_HD static bool is_of(std::uint64_t cell, std::uint64_t order) {
        return std::uint32_t(cell >> 32) == tag(order);
    }
};

/// Word k of an order; `command` is of all its numbers.
inline std::uint32_t word_of(const Order& order, std::span<const double> command, std::uint32_t k) {
    auto half = [](std::uint64_t whole, std::uint32_t which) {
        return std::uint32_t(which == 0 ? whole : whole >> 32);
    };
    switch (k) {
        case 0:
            return order.what;
        case 1:
            return order.probe;
        case 2:
        case 3:
            return half(std::uint64_t(order.from), k - 2);
        case 4:
        case 5:
            return half(std::uint64_t(order.to), k - 4);
        default:
            break;
    }
    std::uint32_t number = (k - OrderShape::header) / 2;
    if (number >= command.size()) return 0;
    return half(std::bit_cast<std::uint64_t>(command[number]), k % 2);
}

}  // namespace spikelight
