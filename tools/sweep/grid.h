// What a sweep varies: axes of values, and the points of their grid.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/scenario/reader.h"

namespace spikelight {

/// One `--set path=values`; a single value is an override that all points share.
struct Axis {
    std::string path;
    std::vector<std::string> values;  ///< as they would stand after the = of `run --set`
};

/// "path=value,value,...": commas within quotes, brackets and braces part nothing; a..b stands for the whole numbers from
/// a to b. Throws UserError.
Axis parse_axis(const std::string& text);

/// More points than this are taken for a mistake.
inline constexpr std::size_t most_points = 100'000;

/// One value of each axis for each point, the last axis running fastest. Throws UserError for too many, or for an axis
/// that comes twice.
std::vector<std::vector<Override>> points_of(const std::vector<Axis>& axes);

/// The axes with more than one value.
std::vector<Axis> varying(const std::vector<Axis>& axes);

/// Numbers of an axis in the unit of its first value, which is "" for numbers without one; nothing where the values are
/// not quantities of one dimension.
struct AxisScale {
    std::vector<double> numbers;
    std::string unit;
};
std::optional<AxisScale> scale_of(const Axis& axis);

}  // namespace spikelight
