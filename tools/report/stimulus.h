// The irradiance of light sources over time, as lines for a plot.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "engine/recording/recording.h"
#include "tools/report/figure.h"

namespace spikelight {

/// Sources beyond this many of a light are not drawn: nobody could tell the lines apart.
constexpr std::size_t most_stimulus_lines = 32;

/// Of a line of any number of points those that a picture can show: at most four (first, lowest, highest, last) in each
/// of `columns` parts of [0, x_end].
class ThinLine {
  public:
    ThinLine(std::string name, std::string color, double x_end, std::size_t columns = 1000)
        : line_{std::move(name), std::move(color), {}, {}}, x_end_(x_end), columns_(columns) {}
    /// Points in ascending order of x.
    void add(double x, double y);
    /// No point comes any more.
    StepLine take();

  private:
    struct Point {
        double x, y;
    };
    void end_column();

    StepLine line_;
    double x_end_;
    std::size_t columns_;
    std::size_t column_ = 0;
    bool any_ = false;  ///< point in the present column
    Point first_{}, lowest_{}, highest_{}, last_{};
};

/// The sources of all lights, [light][source], in mW/mm^2, until `end_ms`.
std::vector<std::vector<StepLine>> stimulus_lines(const Recording& recording, double end_ms);

}  // namespace spikelight
