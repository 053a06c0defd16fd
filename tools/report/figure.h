// Plots as HTML: labels are text of the page, readable at any width; only the data area is a stretched SVG or image.
#pragma once

#include <string>
#include <vector>

namespace spikelight {

/// Round values within [begin, end], at most `most` steps apart from end to end: 0, 20, 40, ...
std::vector<double> round_ticks(double begin, double end, int most);

/// Points (x, y) of one line of a plot; drawn as steps: y holds until the next x.
struct StepLine {
    std::string name;
    std::string color;  ///< CSS
    std::vector<double> x, y;
};

/// What surrounds the data of a plot.
struct PlotFrame {
    std::string title;    ///< plain text
    std::string y_label;  ///< plain text, with unit
    double x_end = 1;     ///< ms; x goes from 0 to it
    double y_begin = 0;   ///< y goes from it ...
    double y_end = 1;     ///< ... to it
    int height_px = 120;
    bool x_labels =
        false;  ///< numbers and "time (ms)", or s, below: for the last of a stack of plots
    double begin_ms = 0;  ///< what the numbers say at x = 0
};

/// A plot of step lines, with a legend if there are 2 to 8 of them.
std::string line_plot(const PlotFrame& frame, const std::vector<StepLine>& lines);

/// A plot whose data area is an image (a data URI) described by `alt`.
std::string image_plot(const PlotFrame& frame, const std::string& image, const std::string& alt);

}  // namespace spikelight
