// Rows cut into segments, for as many blocks as a GPU has processors: more than the emulated one has.
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "kernels/cuda/device.h"
#include "kernels/cuda/segment_kernels.h"
#include "tests/support/dice.h"

namespace spikelight {
namespace {

using device::Buffer;
using device::Device;

template <class T>
Buffer<T> on_device(Device& device, const std::vector<T>& values) {
    Buffer<T> buffer(device, values.size());
    buffer.upload(values.data(), values.size());
    return buffer;
}

template <class T>
std::vector<T> taken_back(const Buffer<T>& buffer) {
    std::vector<T> values(buffer.count());
    buffer.download(values.data(), values.size());
    return values;
}

TEST(Segments, hold_the_synapses_of_their_block_and_no_others) {
    for (std::uint32_t blocks : {1u, 31u, 32u, 33u, 64u, 132u}) {
        SCOPED_TRACE(std::to_string(blocks) + " blocks");
        testing::Dice dice(blocks);
        const Shares shares{blocks, 2};
        const std::uint32_t rows = 5;
        // Each synapse weighs its number.
        std::vector<std::uint64_t> begin = {0};
        std::vector<std::uint32_t> targets;
        for (std::uint32_t row = 0; row < rows; ++row) {
            for (std::uint64_t k = dice.roll(1000); k > 0; --k)
                targets.push_back(std::uint32_t(dice.roll(blocks * shares.places())));
            begin.push_back(targets.size());
        }
        std::vector<std::int32_t> weights(targets.size());
        std::iota(weights.begin(), weights.end(), 0);

        Device device(0);
        auto begins = on_device(device, begin);
        auto whole_targets = on_device(device, targets);
        auto whole_weights = on_device(device, weights);
        Buffer<std::uint32_t> bounds(device, rows * (blocks + 1));
        bounds.fill_zero();
        Buffer<std::uint16_t> cut_targets(device, targets.size());
        Buffer<std::int32_t> cut_weights(device, targets.size());
        SynapseArrays<std::int32_t> from{
            begins.array(), whole_targets.array(), whole_weights.array(), {}};
        SegmentArrays<std::int32_t> to{
            bounds.array(), cut_targets.array(), cut_weights.array(), {}};
        device.launch({2, 64}, CountSegments<std::int32_t>{from, to, shares, rows});
        device.launch({2, 64}, SumSegments{to.bounds, blocks + 1, rows});
        device.launch({2, 64}, FillSegments<std::int32_t>{from, to, shares, rows});

        auto ends = taken_back(bounds);
        auto offsets = taken_back(cut_targets);
        auto numbers = taken_back(cut_weights);
        for (std::uint32_t row = 0; row < rows; ++row) {
            const std::uint32_t* bound = &ends[row * (blocks + 1)];
            EXPECT_EQ(bound[0], 0u);
            EXPECT_EQ(bound[blocks], begin[row + 1] - begin[row]);
            for (std::uint32_t block = 0; block < blocks; ++block)
                for (std::uint32_t k = bound[block]; k < bound[block + 1]; ++k) {
                    const std::uint64_t at = begin[row] + k;
                    EXPECT_LT(offsets[at], shares.places());
                    EXPECT_EQ(shares.first_place(block) + offsets[at],
                              targets.at(std::size_t(numbers[at])));
                }
        }
        // Each synapse is somewhere, in its own row.
        for (std::uint32_t row = 0; row < rows; ++row)
            std::sort(numbers.begin() + std::ptrdiff_t(begin[row]),
                      numbers.begin() + std::ptrdiff_t(begin[row + 1]));
        EXPECT_EQ(numbers, weights);
    }
}

}  // namespace
}  // namespace spikelight
