#include "engine/recording/spike_blocks.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace spikelight {
namespace {

constexpr std::uint64_t block_rows = 65536;

[[noreturn]] void fail(const std::string& where, const char* problem) {
    throw std::runtime_error(fmt::format(
        "{}: {} (the file is damaged, or of another run). Run the scenario again", where, problem));
}

/// Of one population's spikes, what was found so far: times ascend, neurons exist.
struct SpikeCheck {
    const std::string& where;
    std::uint64_t population_size;
    double last_ms;

    void operator()(const SpikeSpan& block) {
        if (block.times_ms.empty()) return;
        if (block.times_ms.front() < last_ms ||
            !std::is_sorted(block.times_ms.begin(), block.times_ms.end()))
            fail(where, "timestamps do not ascend");
        for (std::uint32_t neuron : block.neurons)
            if (neuron >= population_size)
                fail(where, "a node id lies beyond the population's size in scenario.toml");
        last_ms = block.times_ms.back();
    }
};

}  // namespace

SpikeSpan between(SpikeSpan spikes, double from_ms, double to_ms) {
    const auto begin = spikes.times_ms.begin(), end = spikes.times_ms.end();
    const auto first = std::lower_bound(begin, end, from_ms);
    const auto last = std::upper_bound(first, end, to_ms);
    const auto offset = static_cast<std::size_t>(first - begin);
    const auto count = static_cast<std::size_t>(last - first);
    return {spikes.times_ms.subspan(offset, count), spikes.neurons.subspan(offset, count)};
}

SpikeBlocks::SpikeBlocks(const std::filesystem::path& file, const Scenario& scenario,
                         double begin_ms)
    : begin_ms_(begin_ms), file_(file, hdf5::File::Mode::read) {
    const hdf5::Group all = file_.open_group("spikes");
    for (const Population& population : scenario.populations) {
        sizes_.push_back(static_cast<std::uint64_t>(population.size));
        stored_.emplace_back();
        if (!all.has(population.name)) continue;
        const hdf5::Group group = all.open_group(population.name);
        stored_.back() = std::make_unique<Stored>(Stored{
            group.where(), group.open_dataset("timestamps"), group.open_dataset("node_ids"), {}});
        if (stored_.back()->times.rows() != stored_.back()->neurons.rows())
            fail(group.where(), "timestamps and node_ids differ in length");
    }
}

std::uint64_t SpikeBlocks::count(std::size_t population) const {
    const Stored* stored = stored_.at(population).get();
    return stored ? stored->times.rows() : 0;
}

SpikeBlocks::Block SpikeBlocks::read(const Stored& stored, std::uint64_t block) const {
    const std::uint64_t first = block * block_rows;
    const std::uint64_t count = std::min<std::uint64_t>(block_rows, stored.times.rows() - first);
    Block content{stored.times.read<double>(first, count),
                  stored.neurons.read<std::uint32_t>(first, count)};
    for (double& time : content.times_ms) time -= begin_ms_;
    return content;
}

void SpikeBlocks::each(std::size_t population, const Take& take) const {
    Stored* stored = stored_.at(population).get();
    if (!stored) return;
    SpikeCheck check{stored->where, sizes_[population], -begin_ms_};
    std::vector<double> first_ms;
    for (std::uint64_t block = 0; block * block_rows < stored->times.rows(); ++block) {
        Block content;
        {
            const std::lock_guard lock(mutex_);
            content = read(*stored, block);
        }
        check(content.span());
        first_ms.push_back(content.times_ms.front());
        take(content.span());
    }
    const std::lock_guard lock(mutex_);
    if (stored->first_ms.empty()) stored->first_ms = std::move(first_ms);
}

const std::vector<double>& SpikeBlocks::first_times(std::size_t population) const {
    const Stored& stored = *stored_[population];
    bool known = false;
    {
        const std::lock_guard lock(mutex_);
        known = !stored.first_ms.empty() || stored.times.rows() == 0;
    }
    // Once known they stay as they are.
    if (!known) each(population, [](const SpikeSpan&) {});
    return stored.first_ms;
}

SpikeBlocks::SharedBlock SpikeBlocks::recall(std::size_t population, std::uint64_t block) const {
    const std::lock_guard lock(mutex_);
    return kept_.get({population, block}, [&] { return read(*stored_[population], block); });
}

void SpikeBlocks::each_between(std::size_t population, double from_ms, double to_ms,
                               const Take& take) const {
    if (!stored_.at(population)) return;
    const std::vector<double>& first_ms = first_times(population);
    // The block before the first that begins in time may reach into it.
    auto block = std::lower_bound(first_ms.begin(), first_ms.end(), from_ms);
    if (block != first_ms.begin()) --block;
    for (; block != first_ms.end() && *block <= to_ms; ++block) {
        const SharedBlock content =
            recall(population, static_cast<std::uint64_t>(block - first_ms.begin()));
        const SpikeSpan wanted = between(content->span(), from_ms, to_ms);
        if (!wanted.times_ms.empty()) take(wanted);
    }
}

}  // namespace spikelight
