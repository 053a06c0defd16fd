#include "kernels/cpu/synapse_rows.h"

#include <algorithm>
#include <utility>

#include "kernels/cpu/pair_rules.h"
#include "kernels/cpu/row_loops.h"

namespace spikelight {

SynapseRows::SynapseRows(const NetworkData& network, const ProjectionData& projection,
                         SynapseRowsOptions options)
    : network_(network),
      projection_(projection),
      options_(std::move(options)),
      drawer_(network, projection, row_loops(active_isa())) {
    if (!given_by_source(projection_.rule)) count();
}

std::span<const RowSynapse> SynapseRows::draw(std::uint32_t pre) {
    if (given_by_source(projection_.rule)) {
        std::span<const std::uint32_t> targets = drawer_.draw(pre);
        synapses_.resize(targets.size());
        for (std::size_t k = 0; k < targets.size(); ++k)
            synapses_[k] = make_synapse(targets[k], pre, k);
        return synapses_;
    }
    if (pre < first_ || pre >= end_) load_from(pre);
    const std::uint64_t begin = begins_[pre - first_], end = begins_[pre - first_ + 1];
    return std::span(synapses_).subspan(begin, end - begin);
}

/// All synapses of a rule that is not given by source.
template <class Take>
void SynapseRows::go_through(Take&& take) const {
    constexpr std::uint64_t breath = std::uint64_t(1) << 20;
    std::uint64_t seen = 0;
    const Slice all{0, network_.populations[projection_.to].size, 0};
    for_each_synapse(
        network_, projection_, all,
        [&](std::uint32_t pre, std::uint32_t post, std::uint64_t row, std::uint64_t k) {
            if (++seen % breath == 0) options_.meanwhile();
            take(pre, post, row, k);
        });
}

RowSynapse SynapseRows::make_synapse(std::uint32_t post, std::uint64_t row, std::uint64_t k) const {
    return {post, delay_steps(synapse_value(projection_.delay, row, k)),
            synapse_value(projection_.weight, row, k)};
}

void SynapseRows::count() {
    counts_.assign(network_.populations[projection_.from].size, 0);
    go_through(
        [&](std::uint32_t pre, std::uint32_t, std::uint64_t, std::uint64_t) { ++counts_[pre]; });
}

void SynapseRows::load_from(std::uint32_t first) {
    // As many rows as there is room for; one at least.
    begins_.assign(1, 0);
    for (end_ = first_ = first; end_ < counts_.size(); ++end_) {
        const std::uint64_t more = begins_.back() + counts_[end_];
        if (end_ > first && more > options_.synapses_at_once) break;
        begins_.push_back(more);
    }

    // Place their synapses.
    std::vector<std::uint64_t> next(begins_.begin(), begins_.end() - 1);
    synapses_.resize(begins_.back());
    go_through([&](std::uint32_t pre, std::uint32_t post, std::uint64_t row, std::uint64_t k) {
        if (pre >= first_ && pre < end_)
            synapses_[next[pre - first_]++] = make_synapse(post, row, k);
    });
    for (std::size_t row = 0; row + 1 < begins_.size(); ++row)
        std::stable_sort(
            synapses_.begin() + std::ptrdiff_t(begins_[row]),
            synapses_.begin() + std::ptrdiff_t(begins_[row + 1]),
            [](const RowSynapse& a, const RowSynapse& b) { return a.target < b.target; });
}

}  // namespace spikelight
