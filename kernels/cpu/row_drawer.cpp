#include "kernels/cpu/row_drawer.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "kernels/row_rules.h"

namespace spikelight {

using Rule = ProjectionData::Rule;

RowDrawer::RowDrawer(const NetworkData& network, const ProjectionData& projection,
                     const CpuRowLoops& loops)
    : network_(network),
      projection_(projection),
      loops_(loops),
      target_count_(network.populations[projection.to].size),
      scale_(gap_scale(projection.probability)) {}

std::span<const std::uint32_t> RowDrawer::draw(std::uint32_t pre) {
    targets_.clear();
    switch (projection_.rule) {
        case Rule::probability:
            draw_gaps(pre);
            break;
        case Rule::distance:
            draw_gaps(pre);
            keep_near(pre);
            break;
        case Rule::window:
            draw_range(std::int64_t(pre) - std::int64_t(projection_.count),
                       std::int64_t(pre) + std::int64_t(projection_.count) + 1);
            break;
        case Rule::all_to_all:
            draw_range(0, target_count_);
            break;
        case Rule::one_to_one:
            draw_range(pre, std::int64_t(pre) + 1);
            break;
        case Rule::out_degree:
            draw_items(pre);
            break;
        case Rule::in_degree:
        case Rule::total:
        case Rule::list:
            break;
    }
    // Distinct draws have left out the own neuron already.
    if (projection_.from == projection_.to && !projection_.self) std::erase(targets_, pre);
    return targets_;
}

void RowDrawer::draw_gaps(std::uint32_t pre) {
    if (scale_ == 0) return draw_range(0, target_count_);
    if (projection_.probability <= 0) return;
    std::uint64_t next = 0, first_word = 0;
    std::size_t count = 0;
    for (;;) {
        // Draw about as many gaps as the rest of the row needs, and a little more.
        double expected = double(target_count_ - next) * projection_.probability;
        int batch = int(std::min(4096.0, expected + 3 * std::sqrt(expected) + 8)) / 4 * 4;
        words_.resize(batch);
        gaps_.resize(batch);
        loops_.words(projection_.key, pre, first_word, batch, words_.data());
        loops_.gaps(words_.data(), batch, scale_, gaps_.data());
        first_word += std::uint64_t(batch);

        // Sum them up until the row ends.
        targets_.resize(count + std::size_t(batch));
        for (int i = 0; i < batch; ++i) {
            next += std::uint32_t(gaps_[i]);
            if (next >= target_count_) return targets_.resize(count);
            targets_[count++] = std::uint32_t(next++);
        }
    }
}

void RowDrawer::keep_near(std::uint32_t pre) {
    std::uint32_t source = network_.populations[projection_.from].first + pre;
    std::uint32_t first = network_.populations[projection_.to].first;
    int batch = int((targets_.size() + 3) / 4 * 4);
    words_.resize(batch);
    loops_.words(projection_.key, acceptance_element(pre), 0, batch, words_.data());
    std::size_t kept = 0;
    for (std::size_t c = 0; c < targets_.size(); ++c) {
        std::uint32_t target = first + targets_[c];
        double dx = network_.x[target] - network_.x[source],
               dy = network_.y[target] - network_.y[source],
               dz = network_.z[target] - network_.z[source];
        if (accepts_distance(dx * dx + dy * dy + dz * dz, projection_.sigma, projection_.gaussian,
                             words_[c]))
            targets_[kept++] = targets_[c];
    }
    targets_.resize(kept);
}

void RowDrawer::draw_range(std::int64_t from, std::int64_t to) {
    from = std::max<std::int64_t>(from, 0);
    to = std::min<std::int64_t>(to, target_count_);
    if (from >= to) return;
    targets_.resize(std::size_t(to - from));
    std::iota(targets_.begin(), targets_.end(), std::uint32_t(from));
}

void RowDrawer::draw_items(std::uint32_t pre) {
    bool skip_own = projection_.from == projection_.to && !projection_.self;
    ItemDraw draw =
        make_item_draw(projection_.key, pre, target_count_, !projection_.multiple, skip_own, pre);
    targets_.resize(projection_.count);
    for (std::size_t k = 0; k < targets_.size(); ++k) targets_[k] = std::uint32_t(draw(k));
    std::sort(targets_.begin(), targets_.end());
}

}  // namespace spikelight
