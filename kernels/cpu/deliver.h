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

/// The input of a step, or of none: what has arrived before is dropped, as its sum would have no bound.
template <class Input>
struct InputOrNone {
    Input* input;
    Input dropped = 0;
    Input& operator[](std::size_t target) { return input ? input[target] : dropped; }
};

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

/// Asks memory for a row from its target `k` on. A row begins anywhere in a line, so that it may end in one more.
template <class Weight>
void ask_for(const RowPlace<Weight>& place, std::uint32_t k = 0) {
    for (; k < place.count; k += targets_per_line) __builtin_prefetch(place.targets + k);
    __builtin_prefetch(place.targets + place.count);
}

/// Adds one row with one weight for all, and asks for a later row on the way: a burst of requests would stall.
template <class Input, class Weight>
void deliver_row(RowPlace<Weight> place, RowPlace<Weight> next, Input weight, Input* input) {
    std::uint32_t k = 0;
    for (; k + targets_per_line <= place.count; k += targets_per_line) {
        __builtin_prefetch(next.targets + k);
#pragma GCC unroll 32
        for (std::uint32_t j = 0; j < targets_per_line; ++j) input[place.targets[k + j]] += weight;
    }
    // Ask for what the later row has beyond this one's length.
    ask_for(next, k);
    for (; k < place.count; ++k) input[place.targets[k]] += weight;
}

/// The same with a weight for each synapse.
template <class Input, class Weight>
void deliver_weighted_row(const RowPlace<Weight>& place, const RowPlace<Weight>& next,
                          const Weight* weights, int shift, Input* input) {
    ask_for(next);
    for (std::uint32_t k = 0; k < place.count; ++k)
        input[place.targets[k]] += Input(scale_weight(weights[k], shift));
}

/// How many rows ahead to ask for, so that some five hundred synapses lie between asking and using: memory takes some
/// hundred nanoseconds, and short rows take a few dozen.
template <class Weight>
std::size_t rows_ahead(const RowPlace<Weight>& typical, std::size_t most) {
    return std::clamp<std::size_t>(512 / std::max<std::uint32_t>(typical.count, 1), 1, most);
}

/// Adds the rows of the neurons `first` + `fired` to `input`.
template <class Input, class Weight>
void deliver_rows(const BlockRows<Weight>& rows, const Delivery<Input>& delivery,
                  std::uint32_t first, const std::vector<std::uint32_t>& fired, Input* input) {
    // Rows come from memory at random. One is delivered, the next ones are on their way, of the one after them the place
    // is known, and the place of a later one is asked for.
    constexpr std::size_t most_ahead = 14, places = 16, places_ahead = 5;
    if (fired.empty()) return;
    std::size_t last = fired.size() - 1;
    auto row = [&](std::size_t i) { return first + fired[std::min(i, last)]; };
    RowPlace<Weight> place[places];
    place[0] = place_of(rows, row(0));
    std::size_t ahead = rows_ahead(place[0], most_ahead);
    for (std::size_t i = 1; i <= ahead; ++i) {
        place[i] = place_of(rows, row(i));
        if (i < ahead) ask_for(place[i]);
    }
    for (std::size_t i = 0; i <= last; ++i) {
        std::uint32_t later = row(i + ahead + places_ahead);
        __builtin_prefetch(&rows.begin[later + later / rows_per_chunk]);
        place[(i + ahead + 1) % places] = place_of(rows, row(i + ahead + 1));
        RowPlace<Weight> here = place[i % places], next = place[(i + ahead) % places];
        if (rows.weights.empty())
            deliver_row(here, next, delivery.weight, input);
        else
            deliver_weighted_row(here, next, rows.weights[here.chunk] + here.begin, delivery.shift,
                                 input);
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
