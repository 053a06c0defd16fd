// Small kernels over rows and counts.
#pragma once

#include "kernels/cuda/synapse_views.h"
#include "kernels/elementary.h"

namespace spikelight {

/// largest[0] = max(largest[0], values[0 ... count - 1]).
struct FindLargest {
    static constexpr unsigned most_threads = 256;
    Array<std::uint32_t> values, largest;
    std::uint64_t count;
    SPIKELIGHT_DEVICE void operator()() const {
        std::uint32_t found = 0;
        for (std::uint64_t i = device::thread_in_grid(); i < count; i += device::threads_in_grid())
            found = math::max(found, std::uint32_t(values[i]));
        if (found > 0) device::atomic_max(largest, 0, found);
    }
};

/// sums[i] += values[i].
struct AddCounts {
    static constexpr unsigned most_threads = 256;
    Array<std::uint32_t> sums, values;
    std::uint64_t count;
    SPIKELIGHT_DEVICE void operator()() const {
        for (std::uint64_t i = device::thread_in_grid(); i < count; i += device::threads_in_grid())
            sums[i] = sums[i] + values[i];
    }
};

/// Sorts each row's targets, a block per row: where weights or delays differ, the k-th draw belongs to the k-th target in
/// ascending order. Batcher's bitonic network (1968, AFIPS 32:307) in the form whose exchanges all point the same way, so
/// that a row of any length behaves as if infinities followed it.
struct SortRows {
    static constexpr unsigned most_threads = 256;
    Array<std::uint64_t> begin;
    Array<std::uint32_t> targets;
    std::uint32_t rows;

    SPIKELIGHT_DEVICE void operator()() const {
        for (std::uint64_t row = device::block_index(); row < rows; row += device::block_count()) {
            std::uint64_t start = begin[row], end = begin[row + 1];
            Array<std::uint32_t> values = targets.from(start);
            std::uint64_t n = end - start;
            for (std::uint64_t size = 2; size < 2 * n; size *= 2) {
                // Compare mirrored elements of neighbouring sorted runs, then mend within ever shorter spans.
                exchange(values, n, size - 1);
                for (std::uint64_t stride = size / 4; stride > 0; stride /= 2)
                    exchange(values, n, stride);
            }
        }
    }

  private:
    SPIKELIGHT_DEVICE void exchange(Array<std::uint32_t> values, std::uint64_t n,
                                    std::uint64_t mask) const {
        for (std::uint64_t i = device::thread_index(); i < n; i += device::block_threads()) {
            std::uint64_t j = i ^ mask;
            if (j <= i || j >= n) continue;
            std::uint32_t low = values[i], high = values[j];
            if (low <= high) continue;
            values[i] = high;
            values[j] = low;
        }
        device::barrier();
    }
};

}  // namespace spikelight
