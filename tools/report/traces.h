// A sample of the traces that a run recorded, as lines for plots.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "engine/recording/recording.h"
#include "tools/report/figure.h"

namespace spikelight {

/// Neurons of a trace that are drawn: as many lines as one can tell apart.
constexpr std::size_t most_trace_lines = 4;

/// One variable of one population.
struct TraceSample {
    std::string population, variable, unit;
    std::size_t neurons = 0;  ///< recorded; `lines` are some of them
    std::vector<StepLine> lines;
};

/// Places of `count` out of `all` things, spread evenly: 0, 3, 6 and 9 for 4 of 10.
std::vector<std::size_t> spread(std::size_t all, std::size_t count);

/// A trace's sample until `end_ms`, from DIR/traces_<variable>.h5; of very long traces every n-th row. Nothing if the
/// file or the population in it is missing. Throws std::runtime_error if it is damaged.
std::optional<TraceSample> sample_trace(const Recording& recording, const Trace& trace,
                                        const std::string& variable, double end_ms);

}  // namespace spikelight
