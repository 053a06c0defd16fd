// Synaptic input in fixed point: sums of integers do not depend on their order, which makes
// threads, blocks and devices agree. A sum counts quanta of 2^exponent V.
//
// Given: bound = sum over projections of largest in-degree x largest |weight|, the most that may
// reach a neuron in one step, in V; events = sum of those in-degrees, the most synapses that may do
// so.
//
//   float32 runs   int32, quantum the smallest power of two that cannot overflow, about
//   2^(ceil(log2 bound) - 31) V;
//                  where that exceeds 2^-30 V, int64 and 2^-48 V
//   float64 runs   int64, quantum the smallest power of two for which sums stay below 2^62 quanta, at most 2^-48 V
//
// Why it cannot overflow. A weight w becomes round(w / quantum), or first a stored int32 in units
// of its projection's own quantum (exponent_of_weights), then rounded again by scale_weight. int32:
// the stored quantum is never the coarser one, since the largest |w| is at most bound. Equal quanta
// round once,
//   by at most 1/2; a finer stored quantum is at most half as large, so it adds at most 1/4: 3/4 of
//   a quantum per event. The exponent is chosen such that bound / quantum + 3/4 events <= 2^31 - 1,
//   and so is every |sum|, also in between.
// int64 in a float32 run: bound < 2^14 V makes bound / quantum < 2^62. Roundings add at most 3/4 per event where the
//   stored quantum is the finer one, else at most 1/2 of a stored quantum, which is less than 2^-29 of the largest |w|.
//   Together less than 2^62 + 2^33 + 3/4 events, which is below 2^63 for the at most 2^60 events that are allowed.
// float64 run: weights are stored as int64 of at most 2^61 quanta of their own; the sum has the same 3/4 per event, and the
//   exponent is chosen such that bound / quantum + 3/4 events <= 2^62.
#pragma once

#include <cstdint>
#include <cstdio>
#include <stdexcept>
#include <string>

#include "kernels/elementary.h"
#include "kernels/host_device.h"

namespace spikelight {

struct Accumulator {
    bool wide;       ///< int64, else int32
    int exponent;    ///< of the quantum
    double quantum;  ///< 2^exponent V
};

/// Of the int64 accumulators of float32 runs, and the coarsest of float64 runs.
inline constexpr int wide_exponent = -48;

/// 2^exponent, -1022 <= exponent <= 1023.
SPIKELIGHT_HD double power_of_two(int exponent) {
    return math::double_of(std::uint64_t(exponent + 1023) << 52);
}

/// The smallest e with x <= 2^e, for normal x > 0.
SPIKELIGHT_HD int ceil_log2(double x) {
    std::uint64_t bits = math::bits_of(x);
    bool is_power = (bits & 0x000FFFFFFFFFFFFFull) == 0;
    return int(bits >> 52) - 1023 + (is_power ? 0 : 1);
}

/// The whole number nearest to volt / 2^exponent, halves to even. |volt| < 2^(62 + exponent).
SPIKELIGHT_HD std::int64_t quantise(double volt, int exponent) {
    // Scaling by a power of two is exact; adding 2^52 rounds; from 2^52 on every double is whole.
    double scaled = volt * power_of_two(-exponent);
    double size = math::abs(scaled);
    double whole = size < 0x1p52 ? (size + 0x1p52) - 0x1p52 : size;
    return std::int64_t(scaled < 0 ? -whole : whole);
}

/// Where no weight is larger than this, a sum is 0 and any quantum will do. Keeps powers of two
/// within float's range.
inline constexpr double smallest_bound_V = 0x1p-60;

/// Exponent of the unit in which weights of at most |largest| V are stored as int32: the finest
/// that holds them all.
SPIKELIGHT_HD int exponent_of_weights(double largest) {
    int exponent = ceil_log2(math::max(math::abs(largest), smallest_bound_V)) - 31;
    // Just below a power of two, rounding would reach 2^31.
    return quantise(math::abs(largest), exponent) > INT32_MAX ? exponent + 1 : exponent;
}

/// Exponent of the unit in which weights of at most |largest| V are stored as int64: 2^61 units hold them all.
SPIKELIGHT_HD int exponent_of_wide_weights(double largest) {
    return ceil_log2(math::max(math::abs(largest), smallest_bound_V)) - 61;
}

/// The accumulator for sums of at most `events` weights of together at most `bound` V in magnitude.
/// Throws std::invalid_argument for a bound of 2^14 V or more, or none (NaN).
inline Accumulator choose_accumulator(double bound, double events, bool float64) {
    if (!(bound >= 0 && bound < 0x1p14) || !(events >= 0 && events <= 0x1p60)) {
        char numbers[64];
        std::snprintf(numbers, sizeof numbers, "%.6g V from %.6g synapses", bound, events);
        throw std::invalid_argument(
            "synaptic input of one neuron in one step may reach " + std::string(numbers) +
            " (sums are exact up to 16384 V). Check the unit of the weights, or lower weights or "
            "in-degrees");
    }
    // Find the smallest quantum with room for the bound and the roundings.
    auto smallest = [&](double most, int bits, int coarsest) {
        int exponent = ceil_log2(math::max(bound, smallest_bound_V)) - bits;
        while (exponent <= coarsest && bound * power_of_two(-exponent) + 0.75 * events > most)
            ++exponent;
        return exponent;
    };
    if (float64) {
        int exponent = smallest(0x1p62, 62, wide_exponent - 1);
        return {true, exponent, power_of_two(exponent)};
    }
    int exponent = smallest(0x1p31 - 1, 31, -30);
    bool wide = exponent > -30;
    if (wide) exponent = wide_exponent;
    return {wide, exponent, power_of_two(exponent)};
}

/// A stored weight in units of the accumulator: w 2^shift, shift = exponent_of_weights -
/// Accumulator::exponent, at most
/// 31. Negative shifts round to the nearest, halves up.
SPIKELIGHT_HD std::int64_t scale_weight(std::int32_t w, int shift) {
    if (shift >= 0) return std::int64_t(w) << shift;
    // Beyond 33 bits every weight is less than half a quantum.
    int right = shift < -33 ? 33 : -shift;
    return (std::int64_t(w) + (std::int64_t(1) << (right - 1))) >> right;
}

/// The same for weights stored as int64, |w| <= 2^61; shifts of at most 1.
SPIKELIGHT_HD std::int64_t scale_weight(std::int64_t w, int shift) {
    if (shift >= 0) return w << shift;
    int right = shift < -63 ? 63 : -shift;
    return (w + (std::int64_t(1) << (right - 1))) >> right;
}

}  // namespace spikelight
