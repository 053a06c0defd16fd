// The light of a run where it lies, in signals.csv: asked for at any time, in memory that does not grow with its changes.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "engine/recording/lately_used.h"
#include "engine/recording/signals.h"

namespace spikelight {

/// Safe to use from several threads. All functions throw std::runtime_error where the file is damaged, or of another run.
class SignalBlocks {
  public:
    using Take = std::function<void(double, std::span<const double>)>;

    /// Times are counted from `begin_ms`.
    SignalBlocks(std::filesystem::path file, Scenario scenario, double begin_ms);

    /// All changes in order: the time (ms) and the irradiance of every source from then on, W/m^2.
    void each(const Take& take) const;
    /// The irradiance of a source at a time, W/m^2; 0 before the first change. Parts of the file that were asked for lately
    /// are kept, as pictures that follow each other share them.
    double at(std::size_t source, double time_ms) const;

  private:
    struct Block {
        std::vector<double> times_ms;
        std::vector<double> irradiance;  ///< [row][source]
    };
    /// A part of the file, of some 256 KiB.
    struct Part {
        double first_ms;
        CsvReader::Place place;
    };
    /// Parts that pictures of different times, made at once, may ask for.
    static constexpr std::size_t most_kept = 4;

    void find_parts() const;
    Block read(const Part& part) const;

    std::filesystem::path path_;
    Scenario scenario_;
    double begin_ms_;
    mutable std::mutex mutex_;  ///< of all below
    mutable std::unique_ptr<SignalsReader> reader_;
    mutable std::vector<Part> parts_;
    mutable LatelyUsed<std::ptrdiff_t, Block> kept_{most_kept};  ///< by the part's index
};

}  // namespace spikelight
