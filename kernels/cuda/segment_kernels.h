// Rows cut into segments, one for each block that owns some of the targets, and targets as 16-bit offsets within it.
#pragma once

#include "kernels/cuda/synapse_views.h"

namespace spikelight {

/// Threads of a resident block: so many that its steps keep all they need in the 65,536 registers of a processor.
inline constexpr unsigned most_resident_threads(bool opsins, bool float64) {
    return float64 ? (opsins ? 256 : 512) : (opsins ? 512 : 768);
}

/// How places are shared out: neighbouring words to a block, alike many to each.
struct Shares {
    std::uint32_t blocks, words;  ///< of each block; the last may have fewer

    SPIKELIGHT_HD std::uint32_t places() const { return 32 * words; }
    SPIKELIGHT_HD std::uint32_t owner(std::uint32_t place) const { return place / places(); }
    SPIKELIGHT_HD std::uint32_t first_place(std::uint32_t block) const { return block * places(); }
};

/// The synapses of a projection, each row sorted by the owner of the target. Where a row begins: see SynapseArrays.
template <class Weight>
struct SegmentArrays {
    Array<std::uint32_t>
        bounds;  ///< [row][block]: where the segment begins within the row; and one more
    Array<std::uint16_t> targets;  ///< offset from the owner's first place
    Array<Weight> weights;         ///< none if all weigh the same
    Array<std::uint16_t> delays;   ///< steps; none if all are the same
};

/// Counts the synapses of each segment; bounds are 0 before.
template <class Weight>
struct CountSegments {
    static constexpr unsigned most_threads = 256;
    SynapseArrays<Weight> from;
    SegmentArrays<Weight> to;
    Shares shares;
    std::uint32_t rows;

    SPIKELIGHT_DEVICE void operator()() const {
        for (std::uint64_t row = device::warp_in_grid(); row < rows;
             row += device::warps_in_grid()) {
            std::uint64_t end = from.begin[row + 1];
            for (std::uint64_t k = from.begin[row] + device::lane(); k < end;
                 k += device::warp_threads)
                device::atomic_add(to.bounds,
                                   row * (shares.blocks + 1) + shares.owner(from.targets[k]), 1u);
        }
    }
};

/// From counts to where segments end.
struct SumSegments {
    static constexpr unsigned most_threads = 256;
    Array<std::uint32_t> bounds;
    std::uint32_t columns, rows;

    SPIKELIGHT_DEVICE void operator()() const {
        for (std::uint64_t row = device::warp_in_grid(); row < rows;
             row += device::warps_in_grid()) {
            std::uint32_t before = 0;
            for (std::uint32_t first = 0; first < columns; first += device::warp_threads) {
                std::uint32_t column = first + device::lane();
                std::uint64_t at = row * columns + column;
                std::uint32_t count = column < columns ? std::uint32_t(bounds[at]) : 0u;
                std::uint32_t sum = before + device::sum_up_to_lane(count);
                if (column < columns) bounds[at] = sum;
                before = device::shuffle(sum, device::warp_threads - 1);
            }
        }
    }
};

/// Puts synapses into their segments, from the end: bounds then say where segments begin. The order within a segment is
/// free, as sums of integers do not depend on it.
template <class Weight>
struct FillSegments {
    static constexpr unsigned most_threads = 256;
    SynapseArrays<Weight> from;
    SegmentArrays<Weight> to;
    Shares shares;
    std::uint32_t rows;

    SPIKELIGHT_DEVICE void operator()() const {
        for (std::uint64_t row = device::warp_in_grid(); row < rows;
             row += device::warps_in_grid()) {
            std::uint64_t begin = from.begin[row], end = from.begin[row + 1];
            for (std::uint64_t k = begin + device::lane(); k < end; k += device::warp_threads) {
                std::uint32_t target = from.targets[k], owner = shares.owner(target);
                std::uint32_t after =
                    device::atomic_add(to.bounds, row * (shares.blocks + 1) + owner, ~0u);
                std::uint64_t at = begin + after - 1;
                to.targets[at] = std::uint16_t(target - shares.first_place(owner));
                if (from.weights) to.weights[at] = Weight(from.weights[k]);
                if (from.delays) to.delays[at] = std::uint16_t(from.delays[k]);
            }
        }
    }
};

}  // namespace spikelight
