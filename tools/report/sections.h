// The parts of the report, each a piece of HTML.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "engine/recording/recording.h"

namespace spikelight {

/// The movie or the still; empty if there is neither.
std::string picture_section(const std::filesystem::path& run);
/// Stimulus, raster and rates over one time axis, from 0 to where the run ended.
std::string activity_section(const Recording& recording, double end_ms);
/// Populations, projections, lights and opsins.
std::string network_section(const Recording& recording, const nlohmann::json& summary);
/// How it was run: device, timings, versions, digest, the command to repeat it.
std::string provenance_section(const Recording& recording, const nlohmann::json& summary,
                               const std::filesystem::path& name);
/// The scenario as text.
std::string scenario_section(const std::filesystem::path& run);

}  // namespace spikelight
