// Round numbers for axes.
#pragma once

#include <string>
#include <vector>

namespace spikelight {

/// The smallest of 1, 2, 5 times a power of ten that is not below `smallest`.
double nice_step(double smallest);

/// Multiples of `step` in [low, high], ends included within a thousandth of a step.
std::vector<double> tick_values(double low, double high, double step);

/// A tick's number with as few digits as its step needs, with a real minus sign.
std::string tick_label(double value, double step);

}  // namespace spikelight
