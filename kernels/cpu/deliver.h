// Delivery of spikes to the accumulators of one block: the loop that memory pays for.
#pragma once

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

/// Adds the rows of the neurons `first` + `fired` to `input`.
template <class Input, class Weight>
void deliver_rows(const BlockRows<Weight>& rows, const Delivery<Input>& delivery,
                  std::uint32_t first, const std::vector<std::uint32_t>& fired, Input* input) {
    constexpr std::uint32_t targets_per_line = 32, lines_ahead = 8;
    for (std::size_t i = 0; i < fired.size(); ++i) {
        // Ask for the next row while this one is delivered.
        if (i + 1 < fired.size()) {
            std::uint32_t next = first + fired[i + 1];
            const std::uint16_t* targets =
                rows.targets[next / rows_per_chunk] + rows.row_begin(next);
            for (std::uint32_t line = 0; line < lines_ahead; ++line)
                __builtin_prefetch(targets + line * targets_per_line);
        }
        std::uint32_t row = first + fired[i];
        const std::uint16_t* targets = rows.targets[row / rows_per_chunk];
        std::uint32_t begin = rows.row_begin(row), end = rows.row_end(row);
        if (rows.weights.empty()) {
            for (std::uint32_t k = begin; k < end; ++k) input[targets[k]] += delivery.weight;
        } else {
            const Weight* weights = rows.weights[row / rows_per_chunk];
            for (std::uint32_t k = begin; k < end; ++k)
                input[targets[k]] += Input(scale_weight(weights[k], delivery.shift));
        }
    }
}

/// Adds one row whose delays differ; `input_at(delay)` is where what arrives `delay` steps later goes.
template <class Input, class Weight, class InputAt>
void deliver_row_by_delay(const BlockRows<Weight>& rows, const Delivery<Input>& delivery,
                          std::uint32_t row, InputAt&& input_at) {
    std::uint32_t chunk = row / rows_per_chunk;
    const std::uint16_t *targets = rows.targets[chunk], *delays = rows.delays[chunk];
    for (std::uint32_t k = rows.row_begin(row); k < rows.row_end(row); ++k) {
        Input weight = rows.weights.empty() ? delivery.weight
                                            : Input(scale_weight(rows.weights[chunk][k], delivery.shift));
        input_at(delays[k])[targets[k]] += weight;
    }
}

}  // namespace spikelight
