// The irradiance of light sources over time, as lines for a plot.
#pragma once

#include <cstddef>
#include <vector>

#include "engine/recording/recording.h"
#include "tools/report/figure.h"

namespace spikelight {

/// Sources beyond this many of a light are not drawn: nobody could tell the lines apart.
constexpr std::size_t most_stimulus_lines = 32;

/// The sources of one light, in mW/mm^2, until `end_ms`.
std::vector<StepLine> stimulus_lines(const Recording& recording, std::size_t light, double end_ms);

/// The same line with at most four points (first, lowest, highest, last) in each of `columns` parts of [0, x_end]:
/// what a picture that wide can show.
StepLine thin_steps(const StepLine& line, double x_end, std::size_t columns);

}  // namespace spikelight
