// Going through the synapses of the rules that are not given_by_source().
#pragma once

#include <cstdint>

#include "kernels/cpu/partition.h"
#include "kernels/network.h"
#include "kernels/row_rules.h"

namespace spikelight {

/// Calls take(pre, post, row, k) for every synapse of a projection whose target lies in the slice; `row` and `k` are what
/// its weight and delay are drawn from.
template <class Take>
void for_each_synapse(const NetworkData& network, const ProjectionData& projection,
                      const Slice& slice, Take&& take) {
    using Rule = ProjectionData::Rule;
    std::uint64_t sources = network.populations[projection.from].size;
    bool skip_own = projection.from == projection.to && !projection.self;
    auto inside = [&](std::uint64_t post) { return post >= slice.begin && post < slice.end; };

    switch (projection.rule) {
        case Rule::in_degree:
            for (std::uint32_t post = slice.begin; post < slice.end; ++post) {
                ItemDraw draw = make_item_draw(projection.key, post, sources, !projection.multiple,
                                               skip_own, post);
                for (std::uint64_t k = 0; k < projection.count; ++k)
                    take(std::uint32_t(draw(k)), post, post, k);
            }
            break;
        case Rule::total: {
            PairDraw draw =
                make_pair_draw(projection.key, sources, network.populations[projection.to].size,
                               !projection.multiple, skip_own);
            for (std::uint64_t k = 0; k < projection.count; ++k) {
                Pair pair = draw(k);
                if (inside(pair.post))
                    take(std::uint32_t(pair.pre), std::uint32_t(pair.post), 0, k);
            }
            break;
        }
        case Rule::list:
            for (std::uint64_t k = 0; k < projection.pre.size(); ++k)
                if (inside(projection.post[k])) take(projection.pre[k], projection.post[k], 0, k);
            break;
        case Rule::probability:
        case Rule::out_degree:
        case Rule::window:
        case Rule::one_to_one:
        case Rule::all_to_all:
        case Rule::distance:
            break;  // RowDrawer
    }
}

}  // namespace spikelight
