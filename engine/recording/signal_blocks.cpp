#include "engine/recording/signal_blocks.h"

#include <algorithm>

namespace spikelight {

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
    const Part& part = *(next - 1);
    const auto block = kept_.get(&part - parts_.data(), [&] { return read(part); });
    const std::vector<double>& times_ms = block->times_ms;
    const auto row = std::upper_bound(times_ms.begin(), times_ms.end(), time_ms) - 1;
    const std::size_t sources = block->irradiance.size() / times_ms.size();
    return block->irradiance.at(std::size_t(row - times_ms.begin()) * sources + source);
}

void SignalBlocks::find_parts() const {
    parts_.clear();
    auto reader = std::make_unique<SignalsReader>(path_, scenario_);
    while (reader->next())
        if (parts_.empty() || parts_.back().place.offset != reader->place().offset)
            parts_.push_back({reader->time_ms() - begin_ms_, reader->place()});
    reader_ = std::move(reader);
}

SignalBlocks::Block SignalBlocks::read(const Part& part) const {
    Block block;
    reader_->go_to(part.place);
    while (reader_->next() && reader_->place().offset == part.place.offset) {
        block.times_ms.push_back(reader_->time_ms() - begin_ms_);
        block.irradiance.insert(block.irradiance.end(), reader_->irradiance().begin(),
                                reader_->irradiance().end());
    }
    return block;
}

}  // namespace spikelight
