// The spikes of a run where they lie, in spikes.h5: handed on block by block, in memory that does not grow with their number.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <utility>
#include <vector>

#include "engine/recording/hdf5_file.h"
#include "engine/recording/lately_used.h"
#include "engine/scenario/scenario.h"

namespace spikelight {

/// Some spikes of a population.
struct SpikeSpan {
    std::span<const double> times_ms;        ///< ascending
    std::span<const std::uint32_t> neurons;  ///< index within the population
};

/// Those of [from_ms, to_ms], of spikes in the order of their times.
SpikeSpan between(SpikeSpan spikes, double from_ms, double to_ms);

/// Safe to use from several threads. All functions throw std::runtime_error where the file is damaged, or of another run.
class SpikeBlocks {
  public:
    using Take = std::function<void(const SpikeSpan&)>;

    /// Times are handed on counted from `begin_ms`.
    SpikeBlocks(const std::filesystem::path& file, const Scenario& scenario, double begin_ms);

    std::uint64_t count(std::size_t population) const;
    /// All spikes, in order; the file is checked on the way.
    void each(std::size_t population, const Take& take) const;
    /// Those of [from_ms, to_ms], in order. Blocks read lately are kept, as pictures that follow each other share them.
    void each_between(std::size_t population, double from_ms, double to_ms, const Take& take) const;

  private:
    struct Block {
        std::vector<double> times_ms;
        std::vector<std::uint32_t> neurons;
        SpikeSpan span() const { return {times_ms, neurons}; }
    };
    using SharedBlock = std::shared_ptr<const Block>;
    /// The datasets of a population that was recorded.
    struct Stored {
        std::string where;  ///< for messages
        hdf5::Dataset times, neurons;
        std::vector<double> first_ms;  ///< of each block, once they are known
    };
    using Place = std::pair<std::size_t, std::uint64_t>;  ///< population, block
    /// 12 bytes per spike, 65,536 spikes per block: 19 MB.
    static constexpr std::size_t most_kept = 24;

    Block read(const Stored& stored, std::uint64_t block) const;
    SharedBlock recall(std::size_t population, std::uint64_t block) const;
    const std::vector<double>& first_times(std::size_t population) const;

    double begin_ms_;
    std::vector<std::uint64_t> sizes_;  ///< neurons of each population
    hdf5::File file_;
    mutable std::vector<std::unique_ptr<Stored>> stored_;  ///< [population]; none: not recorded
    mutable LatelyUsed<Place, Block> kept_{most_kept};
    mutable std::mutex mutex_;  ///< of the file, the index and `kept_`
};

}  // namespace spikelight
