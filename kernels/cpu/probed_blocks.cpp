#include "kernels/cpu/probed_blocks.h"

#include <utility>

namespace spikelight {

ProbedBlocks::ProbedBlocks(std::vector<Probe> probes, const Partition& partition)
    : probes_(std::move(probes)), rows_(probes_.size()) {
    for (std::size_t p = 0; p < probes_.size(); ++p) {
        rows_[p].size = probes_[p].size();
        if (probes_[p].every == 0) continue;
        by_block_.resize(std::size_t(partition.block_count));
        std::uint64_t value = 0;
        for (std::size_t o = 0; o < probes_[p].what.size(); ++o) {
            const Observation& what = probes_[p].what[o];
            std::vector<Part> parts(by_block_.size(), Part{p, o, {}});
            for (std::uint32_t neuron : what.neurons)
                parts[partition.block_of(what.population, neuron)].places.push_back(
                    {neuron, value++});
            for (std::size_t b = 0; b < parts.size(); ++b)
                if (!parts[b].places.empty()) by_block_[b].push_back(std::move(parts[b]));
        }
    }
}

void ProbedBlocks::begin(std::int64_t from, std::int64_t to) {
    for (std::size_t p = 0; p < probes_.size(); ++p) {
        if (probes_[p].every == 0) continue;
        rows_[p].first = probes_[p].row_after(from);
        rows_[p].values.resize(probes_[p].rows(from, to) * rows_[p].size);
    }
}

std::span<const double> ProbedBlocks::take_reading() {
    taken_ = std::move(readings_.front());
    readings_.pop_front();
    return taken_;
}

}  // namespace spikelight
