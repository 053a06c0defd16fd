// Delivery of spikes to the accumulators of one block: the loop that memory pays for.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "kernels/cpu/connectivity.h"
#include "kernels/fixed_point.h"

namespace spikelight {

/// How a pathway's weights become input: one for all, or stored ones shifted to the accumulator's quantum.
template <class Input>
struct Delivery {
    Input weight = 0;
    int shift = 0;
    int lines = 1;  ///< cache lines to ask for ahead of a row
};

template <class Input, class Weight>
Delivery<Input> make_delivery(const Pathway<Weight>& way, const Accumulator& accumulator) {
    // Ask for as much as most rows have. One number for all rows: a row's own length would have to arrive first.
    constexpr double targets_per_line = 32, most_lines = 64;
    double rows = 1, targets = 0;
    for (const BlockRows<Weight>& block : way.blocks) {
        rows += double(block.begin.size());
        targets += double(block.target_count());
    }
    return {way.weights_differ ? Input(0) : Input(quantise(way.weight, accumulator.exponent)),
            way.weight_exponent - accumulator.exponent,
            int(std::min(1.1 * targets / rows / targets_per_line + 2, most_lines))};
}

/// Where the synapses of one row lie.
template <class Weight>
struct RowPlace {
    const std::uint16_t* targets;
    std::uint32_t count, begin, chunk;
};

template <class Weight>
inline RowPlace<Weight> place_of(const BlockRows<Weight>& rows, std::uint32_t row) {
    std::uint32_t chunk = row / rows_per_chunk, begin = rows.row_begin(row);
    return {rows.targets[chunk] + begin, rows.row_end(row) - begin, begin, chunk};
}

/// Adds the rows of the neurons `first` + `fired` to `input`.
template <class Input, class Weight>
void deliver_rows(const BlockRows<Weight>& rows, const Delivery<Input>& delivery,
                  std::uint32_t first, const std::vector<std::uint32_t>& fired, Input* input) {
    // Three rows are under way: one is delivered, the next is on its way from memory, of the one after it the place.
    constexpr std::uint32_t targets_per_line = 32;
    if (fired.empty()) return;
    std::size_t last = fired.size() - 1;
    RowPlace<Weight> place = place_of(rows, first + fired[0]);
    RowPlace<Weight> next = place_of(rows, first + fired[std::min<std::size_t>(1, last)]);
    for (std::size_t i = 0; i <= last; ++i) {
        RowPlace<Weight> after = place_of(rows, first + fired[std::min(i + 2, last)]);
        for (int line = 0; line < delivery.lines; ++line)
            __builtin_prefetch(next.targets + std::uint32_t(line) * targets_per_line);
        if (rows.weights.empty()) {
            const Input weight = delivery.weight;
#pragma GCC unroll 8
            for (std::uint32_t k = 0; k < place.count; ++k) input[place.targets[k]] += weight;
        } else {
            const Weight* weights = rows.weights[place.chunk] + place.begin;
            for (std::uint32_t k = 0; k < place.count; ++k)
                input[place.targets[k]] += Input(scale_weight(weights[k], delivery.shift));
        }
        place = next;
        next = after;
    }
}

/// Adds one row whose delays differ; `input_at(delay)` is where what arrives `delay` steps later goes.
template <class Input, class Weight, class InputAt>
void deliver_row_by_delay(const BlockRows<Weight>& rows, const Delivery<Input>& delivery,
                          std::uint32_t row, InputAt&& input_at) {
    std::uint32_t chunk = row / rows_per_chunk;
    const std::uint16_t *targets = rows.targets[chunk], *delays = rows.delays[chunk];
    for (std::uint32_t k = rows.row_begin(row); k < rows.row_end(row); ++k) {
        Input weight = rows.weights.empty()
                           ? delivery.weight
                           : Input(scale_weight(rows.weights[chunk][k], delivery.shift));
        input_at(delays[k])[targets[k]] += weight;
    }
}

}  // namespace spikelight
