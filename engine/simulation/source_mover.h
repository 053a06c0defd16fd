// Light sources on their paths: when they move, and where to.
#pragma once

#include <cstdint>

#include "engine/scenario/scenario.h"
#include "kernels/backend.h"

namespace spikelight {

/// A light with a path moves at the steps that are multiples of its `every`, to where the path is at that time, and
/// stands still between.
class SourceMover {
  public:
    explicit SourceMover(const Scenario& scenario);

    /// The first step at or after `step` at which a source may move; the largest integer if none.
    std::int64_t next(std::int64_t step) const;
    /// Puts the backend's sources where they are in force at `step`. True if there was anything to do, so that the backend
    /// needs its command again.
    bool move(std::int64_t step, Backend& backend);
    /// The same wherever they were before, and whether or not they move at this step.
    bool place(std::int64_t step, Backend& backend);

  private:
    const Scenario& scenario_;
    std::int64_t last_ = -1;  ///< step at which sources were placed last
};

}  // namespace spikelight
