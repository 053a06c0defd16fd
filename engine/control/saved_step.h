// Steps in checkpoints, believed only where a run can have them.
#pragma once

#include <cstdint>
#include <stdexcept>

#include "kernels/archive.h"

namespace spikelight {

/// A step that has been, or -1 for none. Throws std::runtime_error for one that no run reaches.
inline std::int64_t read_past_step(ArchiveReader& archive) {
    const auto step = archive.read<std::int64_t>();
    if (step >= -1 && step < std::int64_t{1} << 40) return step;
    throw std::runtime_error(
        "the checkpoint cannot be used (it holds a step that no run has). Take an earlier one, or "
        "run from the beginning");
}

/// A step to come, which may be beyond every run. Throws std::runtime_error for a negative one.
inline std::int64_t read_future_step(ArchiveReader& archive) {
    const auto step = archive.read<std::int64_t>();
    if (step >= -1) return step;
    throw std::runtime_error(
        "the checkpoint cannot be used (it holds a step before the first). Take an earlier one, or "
        "run from the beginning");
}

}  // namespace spikelight
