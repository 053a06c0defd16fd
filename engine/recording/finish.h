// From the log to the files of the contract.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "engine/recording/run_buffers.h"
#include "engine/scenario/scenario.h"

namespace spikelight {

/// Writes spikes.h5, traces_<variable>.h5 and signals.csv into `folder`, in one pass over the log
/// and with bounded memory. `recorded` says how much the log must hold. Returns the number of
/// spikes per population.
/// Throws std::runtime_error: disk full, or the log was damaged since it was written.
std::vector<std::uint64_t> write_recorded_files(const std::filesystem::path& log,
                                                const std::filesystem::path& folder,
                                                const Scenario& scenario,
                                                const RunBuffers& recorded,
                                                std::int64_t steps_done);

}  // namespace spikelight
