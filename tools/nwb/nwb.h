// A run as a file of Neurodata Without Borders (NWB 2.7), for archives and analysis programs.
//
//   /units                          every recorded neuron: population, node_id, x, y, z (m), spike times (s)
//   /stimulus/presentation/<light>  power of each source, W, from each change on: irradiance times the source's area
//   /general/optogenetics/<light>   its wavelength, place and direction
//   /acquisition/<trace>            traces as recorded; `conversion` leads to SI units
//   /processing/closed_loop         what the controllers were told
//   /general/source_script          the scenario
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include "engine/recording/recording.h"

namespace spikelight {

/// Spikes are sorted by neuron for a while.
struct NwbSorting {
    /// Spike times held in memory; more are sorted in several passes.
    std::uint64_t spikes_at_once = std::uint64_t(1) << 24;
    /// Told now and then of the spikes gone through; may throw, and nothing is left then.
    std::function<void(std::uint64_t)> progress = [](std::uint64_t) {};
};

struct NwbRequest {
    std::string session_start;  ///< ISO 8601 with its offset from UTC; time 0 of the run
    NwbSorting sorting;
};

/// What was written.
struct NwbContent {
    std::uint64_t units = 0, spikes = 0, stimuli = 0, traces = 0, observables = 0;
};

/// The file appears when it is whole, in place of one that was there. Throws std::runtime_error where something of the
/// run is damaged or the file cannot be written.
NwbContent write_nwb(const Recording& recording, const std::filesystem::path& file,
                     const NwbRequest& request);

/// A moment as NWB has it: "2026-11-27T21:30:00+00:00".
std::string iso_time(std::filesystem::file_time_type moment);
/// Is it written like that, with or without a fraction of a second, or with Z for the offset?
bool is_iso_time(const std::string& text);

}  // namespace spikelight
