// Spikes in a window that ends at the last sample.
#pragma once

#include <cstdint>
#include <deque>

#include "kernels/archive.h"

namespace spikelight {

/// Sums the counts of the samples taken at most `window` steps before the last one, that far
/// excluded: with samples every P steps a window of 3 P holds three. Integers, so nothing drifts.
class SlidingCount {
  public:
    explicit SlidingCount(std::int64_t window) : window_(window) {}

    void add(std::int64_t step, std::uint64_t count) {
        samples_.push_back({step, count});
        count_ += count;
        // Let go what lies before the window.
        for (; samples_.front().step <= step - window_; samples_.pop_front())
            count_ -= samples_.front().count;
    }
    std::uint64_t count() const { return count_; }

    void save(ArchiveWriter& archive) const {
        archive.write(static_cast<std::uint64_t>(samples_.size()));
        for (const Counted& sample : samples_) archive.write(sample);
    }
    void restore(ArchiveReader& archive) {
        *this = SlidingCount(window_);
        for (auto size = archive.read<std::uint64_t>(); size > 0; --size) {
            const Counted sample = archive.read<Counted>();
            add(sample.step, sample.count);
        }
    }

  private:
    struct Counted {
        std::int64_t step;
        std::uint64_t count;
    };
    std::int64_t window_;
    std::deque<Counted> samples_;
    std::uint64_t count_ = 0;  ///< their sum
};

}  // namespace spikelight
