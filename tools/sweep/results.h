// What came of a sweep's points: read from their summaries, kept as a table.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "render/color.h"
#include "tools/sweep/grid.h"

namespace spikelight {

struct PointResult {
    bool done = false;
    std::string problem;                                   ///< why it is not done, if it was tried
    std::vector<std::pair<std::string, double>> rates_hz;  ///< population, rate
    double spikes = 0, synaptic_events = 0;
    std::string digest;
    double build_s = 0, simulate_s = 0, total_s = 0;
};

/// From a run's summary.json. Throws std::runtime_error where it cannot be read.
PointResult read_point(const std::filesystem::path& run);

/// Directory of a point: 000, 001, ...
std::string point_name(std::size_t point);

/// `sweep.csv`: point, one column per axis, rates, spikes, synaptic events, digest, timings, problem. Replaces an earlier
/// one at once. Throws std::runtime_error where it cannot be written.
void write_table(const std::filesystem::path& file, const std::vector<Axis>& axes,
                 const std::vector<std::vector<Override>>& points,
                 const std::vector<PointResult>& results);

/// `sweep.svg`: rates against the first axis but seed, a line per population and combination of the other axes; what
/// differs in the seed alone is one point, with a bar from the lowest to the highest. `colors` are those of the populations.
std::string draw_sweep(const std::string& title, const std::vector<Axis>& axes,
                       const std::vector<std::vector<Override>>& points,
                       const std::vector<PointResult>& results,
                       const std::vector<Color>& colors = {});

}  // namespace spikelight
