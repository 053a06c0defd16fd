#include "engine/recording/signal_blocks.h"

#include <algorithm>

namespace spikelight {
namespace {

/// Parts that pictures of different times, made at once, may ask for.
constexpr std::size_t most_kept = 4;

}  // namespace

SignalBlocks::SignalBlocks(std::filesystem::path file, Scenario scenario, double begin_ms)
    : path_(std::move(file)), scenario_(std::move(scenario)), begin_ms_(begin_ms) {}

void SignalBlocks::each(const Take& take) const {
    read_signals(path_, scenario_, [&](double time_ms, std::span<const double> irradiance) {
        take(time_ms - begin_ms_, irradiance);
    });
}

double SignalBlocks::at(std::size_t source, double time_ms) const {
    const std::lock_guard lock(mutex_);
    if (!reader_) find_parts();
    auto later = [](double time, const Part& part) { return time < part.first_ms; };
    auto next = std::upper_bound(parts_.begin(), parts_.end(), time_ms, later);
    if (next == parts_.begin()) return 0;
    const Block& block = recall(*(next - 1));
    const auto row = std::upper_bound(block.times_ms.begin(), block.times_ms.end(), time_ms) - 1;
    const std::size_t sources = block.irradiance.size() / block.times_ms.size();
    return block.irradiance.at(std::size_t(row - block.times_ms.begin()) * sources + source);
}

void SignalBlocks::find_parts() const {
    parts_.clear();
    auto reader = std::make_unique<SignalsReader>(path_, scenario_);
    while (reader->next())
        if (parts_.empty() || parts_.back().place.offset != reader->place().offset)
            parts_.push_back({reader->time_ms() - begin_ms_, reader->place(), nullptr});
    reader_ = std::move(reader);
}

const SignalBlocks::Block& SignalBlocks::recall(Part& part) const {
    if (part.block) {
        const auto at = std::find(kept_.begin(), kept_.end(), &part);
        std::rotate(at, at + 1, kept_.end());
        return *part.block;
    }
    auto block = std::make_unique<Block>();
    reader_->go_to(part.place);
    while (reader_->next() && reader_->place().offset == part.place.offset) {
        block->times_ms.push_back(reader_->time_ms() - begin_ms_);
        block->irradiance.insert(block->irradiance.end(), reader_->irradiance().begin(),
                                 reader_->irradiance().end());
    }
    part.block = std::move(block);
    kept_.push_back(&part);
    if (kept_.size() > most_kept) {
        kept_.front()->block.reset();
        kept_.erase(kept_.begin());
    }
    return *part.block;
}

}  // namespace spikelight
