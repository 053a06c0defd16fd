// The state of all blocks as bytes, neuron by neuron: how the neurons are shared out leaves no trace in it. And whether all
// of its numbers are finite.
#pragma once

#include <algorithm>
#include <limits>
#include <vector>

#include "kernels/archive.h"
#include "kernels/broken_state.h"
#include "kernels/cpu/block_state.h"

namespace spikelight {

/// Calls function(values of a segment, slice) for the same kind of state in every block's segment of a population, and
/// gathers or scatters one array of the whole population. `values_of(segment)` is an AlignedVector; empty: not there.
template <class Real, class Input, class ValuesOf>
void save_values(ArchiveWriter& archive, const std::vector<Block<Real, Input>>& blocks,
                 std::size_t population, ValuesOf&& values_of) {
    using Value =
        typename std::decay_t<decltype(values_of(blocks[0].segments[population]))>::value_type;
    std::vector<Value> all;
    for (const Block<Real, Input>& block : blocks) {
        const auto& values = values_of(block.segments[population]);
        all.insert(all.end(), values.begin(), values.end());
    }
    archive.write_all(all);
}

template <class Real, class Input, class ValuesOf>
void restore_values(ArchiveReader& archive, std::vector<Block<Real, Input>>& blocks,
                    std::size_t population, ValuesOf&& values_of) {
    using Value =
        typename std::decay_t<decltype(values_of(blocks[0].segments[population]))>::value_type;
    std::size_t size = 0;
    for (Block<Real, Input>& block : blocks) size += values_of(block.segments[population]).size();
    std::vector<Value> all(size);
    archive.read_all(all);
    auto from = all.begin();
    for (Block<Real, Input>& block : blocks) {
        auto& values = values_of(block.segments[population]);
        std::copy_n(from, values.size(), values.begin());
        from += std::ptrdiff_t(values.size());
    }
}

/// Applies save_values or restore_values to each kind of state that a population has.
template <class Blocks, class Transfer>
void for_each_state(Blocks& blocks, Transfer&& transfer) {
    for (std::size_t p = 0; p < blocks[0].segments.size(); ++p) {
        transfer(
            p, [](auto& segment) -> auto& { return segment.v; });
        transfer(
            p, [](auto& segment) -> auto& { return segment.held; });
        transfer(
            p, [](auto& segment) -> auto& { return segment.w; });
        for (std::size_t o = 0; o < blocks[0].segments[p].opsins.size(); ++o)
            for (int k = 0; k < 3; ++k)
                transfer(
                    p, [ o, k ](auto& segment) -> auto& { return segment.opsins[o].states[k]; });
    }
}

template <class Real, class Input>
void save_blocks(ArchiveWriter& archive, const std::vector<Block<Real, Input>>& blocks) {
    archive.section("neurons");
    for_each_state(blocks, [&](std::size_t population, auto&& values_of) {
        save_values(archive, blocks, population, values_of);
    });
}

template <class Real, class Input>
void restore_blocks(ArchiveReader& archive, std::vector<Block<Real, Input>>& blocks) {
    archive.section("neurons");
    for_each_state(blocks, [&](std::size_t population, auto&& values_of) {
        restore_values(archive, blocks, population, values_of);
    });
}

/// The index of the first number that is not finite; the largest integer if all are.
template <class Real>
std::size_t first_broken(const AlignedVector<Real>& values) {
    int all_finite = 1;
    const Real* x = values.data();
    const std::size_t size = values.size();
#pragma omp simd reduction(& : all_finite)
    for (std::size_t i = 0; i < size; ++i) all_finite &= is_finite(x[i]);
    if (all_finite) return std::numeric_limits<std::size_t>::max();
    return std::size_t(std::find_if_not(values.begin(), values.end(), is_finite<Real>) -
                       values.begin());
}

/// The first neuron of all blocks with a number that is not finite: see Backend::find_broken().
template <class Real, class Input>
std::optional<BrokenState> find_broken(const NetworkData& network,
                                       const std::vector<Block<Real, Input>>& blocks) {
    for (std::uint32_t p = 0; p < network.populations.size(); ++p)
        for (const Block<Real, Input>& block : blocks) {
            const Segment<Real>& segment = block.segments[p];
            std::size_t i = std::min(first_broken(segment.v), first_broken(segment.w));
            for (const OpsinState<Real>& opsin : segment.opsins)
                for (const auto& states : opsin.states) i = std::min(i, first_broken(states));
            if (i >= segment.slice.size()) continue;
            return find_broken_number(network, p, segment.slice.begin + std::uint32_t(i),
                                      [&](Variable variable, int opsin, int k) -> double {
                                          if (variable == Variable::v) return segment.v[i];
                                          if (variable == Variable::w) return segment.w[i];
                                          return segment.opsins[std::size_t(opsin)].states[k][i];
                                      });
        }
    return std::nullopt;
}

}  // namespace spikelight
