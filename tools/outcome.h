// What `run` says when it begins and when it is done.
#pragma once

#include <filesystem>
#include <string>

#include "engine/recording/recorder.h"
#include "engine/scenario/scenario.h"

namespace spikelight {

/// One line: what is simulated, from which step on, and on what.
void print_beginning(const Scenario& scenario, std::int64_t first_step, const RunFacts& facts);

/// Rates, digest, timings, and where the results lie, from the files of a finished run.
void print_outcome(const std::filesystem::path& run, const std::string& digest);

}  // namespace spikelight
