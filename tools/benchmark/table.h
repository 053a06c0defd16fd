// What a benchmark found, as a table to read and as JSON to keep.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "tools/benchmark/measure.h"

namespace spikelight {

/// The repeats of one scenario on one backend. Not empty; the run loop's median speaks for them.
using Repeats = std::vector<BenchmarkRun>;

struct BenchmarkedScenario {
    std::string file;
    std::vector<Repeats> backends;
};

/// True if every repeat on every backend gave the same spikes.
bool digests_are_equal(const BenchmarkedScenario& scenario);

/// "1.16 G", "218 M": a rate with three digits.
std::string rate_text(double per_second);

/// The scenario's size, and a line per backend.
std::string benchmark_table(const BenchmarkedScenario& scenario);

nlohmann::ordered_json benchmark_json(const std::vector<BenchmarkedScenario>& scenarios);

}  // namespace spikelight
