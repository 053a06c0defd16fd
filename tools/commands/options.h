// What several commands share: overrides, run directories, warnings.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "engine/scenario/reader.h"

namespace spikelight {

/// "key.path=value" split at the first '='. Throws UserError if there is none.
std::vector<Override> parse_overrides(const std::vector<std::string>& texts);

/// Throws std::runtime_error for "cuda", which this build does not have.
void require_backend(const std::string& backend);

/// Throws UserError unless `run` is a directory that a run has left, complete or interrupted.
void require_run(const std::filesystem::path& run);

/// Prints a scenario's warnings to the error stream.
void print_warnings(const std::vector<std::string>& warnings);

/// Seconds since some moment in the past.
double wall_seconds();

}  // namespace spikelight
