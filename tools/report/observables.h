// The observables of a closed loop over time, as lines for plots.
#pragma once

#include <string>
#include <vector>

#include "engine/recording/recording.h"
#include "tools/report/figure.h"

namespace spikelight {

/// One observable: a line per channel, those of an electrode with many sites spread evenly.
struct ObservedCourse {
    std::string name, unit;
    std::size_t channels = 0;  ///< `lines` are some of them
    std::vector<StepLine> lines;
};

/// From DIR/observables.csv, until `end_ms`. Empty if there is none. Throws std::runtime_error if it
/// is damaged.
std::vector<ObservedCourse> read_observed_courses(const Recording& recording, double end_ms);

}  // namespace spikelight
