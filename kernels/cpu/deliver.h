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
};

template <class Input, class Weight>
Delivery<Input> make_delivery(const Pathway<Weight>& way, const Accumulator& accumulator) {
    return {way.weights_differ ? Input(0) : Input(quantise(way.weight, accumulator.exponent)),
            way.weight_exponent - accumulator.exponent};
}

constexpr std::uint32_t targets_per_line = 32;  ///< of a cache line

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

/// Adds one row with one weight for all, and asks for the next row on the way: a burst of requests would stall.
template <class Input, class Weight>
void deliver_row(const RowPlace<Weight>& place, const RowPlace<Weight>& next, Input weight,
                 Input* input) {
    std::uint32_t k = 0;
    for (; k + targets_per_line <= place.count; k += targets_per_line) {
        __builtin_prefetch(next.targets + k);
#pragma GCC unroll 32
        for (std::uint32_t j = 0; j < targets_per_line; ++j) input[place.targets[k + j]] += weight;
    }
    // Ask for what the next row has beyond this one's length.
    for (std::uint32_t line = k; line < next.count; line += targets_per_line)
        __builtin_prefetch(next.targets + line);
    for (; k < place.count; ++k) input[place.targets[k]] += weight;
}

/// The same with a weight for each synapse.
template <class Input, class Weight>
void deliver_weighted_row(const RowPlace<Weight>& place, const RowPlace<Weight>& next,
                          const Weight* weights, int shift, Input* input) {
    for (std::uint32_t line = 0; line < next.count; line += targets_per_line)
        __builtin_prefetch(next.targets + line);
    for (std::uint32_t k = 0; k < place.count; ++k)
        input[place.targets[k]] += Input(scale_weight(weights[k], shift));
}

/// Adds the rows of the neurons `first` + `fired` to `input`.
template <class Input, class Weight>
void deliver_rows(const BlockRows<Weight>& rows, const Delivery<Input>& delivery,
                  std::uint32_t first, const std::vector<std::uint32_t>& fired, Input* input) {
    // Rows come from memory at random. One is delivered, the next is on its way, of the one after it the place is known,
    // and the place of a later one is asked for.
    constexpr std::size_t places_ahead = 6;
    if (fired.empty()) return;
    std::size_t last = fired.size() - 1;
    RowPlace<Weight> place = place_of(rows, first + fired[0]);
    RowPlace<Weight> next = place_of(rows, first + fired[std::min<std::size_t>(1, last)]);
    for (std::size_t i = 0; i <= last; ++i) {
        std::uint32_t later = first + fired[std::min(i + places_ahead, last)];
        __builtin_prefetch(&rows.begin[later + later / rows_per_chunk]);
        RowPlace<Weight> after = place_of(rows, first + fired[std::min(i + 2, last)]);
        if (rows.weights.empty())
            deliver_row(place, next, delivery.weight, input);
        else
            deliver_weighted_row(place, next, rows.weights[place.chunk] + place.begin,
                                 delivery.shift, input);
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
