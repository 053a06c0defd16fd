#include "tools/report/figure.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "tools/report/html.h"
#include "tools/text.h"

namespace spikelight {
namespace {

/// The data area of a line plot, in units of its own; the page stretches it.
constexpr double view_width = 1000, view_height = 100;

/// A number and some room need 30 pixels.
int most_y_ticks(const PlotFrame& frame) {
    return std::max(2, frame.height_px / 30);
}

/// From 0 at the bottom of the area to 1 at its top.
double height_of(const PlotFrame& frame, double y) {
    return (y - frame.y_begin) / (frame.y_end - frame.y_begin);
}

/// Numbers beside the area, each centred on its height.
std::string y_axis(const PlotFrame& frame, const std::vector<double>& ticks) {
    std::string html = "<div class=\"y\">";
    for (double tick : ticks)
        html += fmt::format("<span style=\"bottom:{:.2f}%\">{}</span>",
                            100 * height_of(frame, tick), shortest(tick, 4));
    return html + "</div>";
}

/// Numbers below the area, of long runs in seconds. Every second is left out on narrow screens (class "odd").
std::string x_axis(const PlotFrame& frame, const std::vector<double>& ticks) {
    constexpr double longest_ms = 10'000;
    const bool in_seconds = frame.begin_ms + frame.x_end > longest_ms;
    const double unit_ms = in_seconds ? 1000 : 1;
    std::string html = "<div class=\"x\">";
    for (std::size_t i = 0; i < ticks.size(); ++i)
        html += fmt::format(
            "<span{} style=\"left:{:.2f}%\">{}</span>", i % 2 ? " class=\"odd\"" : "",
            100 * (ticks[i] - frame.begin_ms) / frame.x_end, shortest(ticks[i] / unit_ms, 9));
    return html + (in_seconds ? "<b>time (s)</b></div>" : "<b>time (ms)</b></div>");
}

/// Light vertical lines at the x ticks, so that plots above one another can be compared.
std::string grid(const PlotFrame& frame, const std::vector<double>& x_ticks) {
    std::string html;
    for (double tick : x_ticks)
        html += fmt::format("<i class=\"v\" style=\"left:{:.2f}%\"></i>",
                            100 * (tick - frame.begin_ms) / frame.x_end);
    return html;
}

std::string plot(const PlotFrame& frame, const std::string& legend,
                 const std::vector<double>& y_ticks, const std::string& data) {
    std::vector<double> x_ticks = round_ticks(frame.begin_ms, frame.begin_ms + frame.x_end, 10);
    return fmt::format(
        "<figure class=\"plot\"><figcaption><b>{}</b> <span>{}</span>{}</figcaption>{}"
        "<div class=\"area\" style=\"height:{}px\">{}{}</div>{}</figure>\n",
        escape_html(frame.title), escape_html(frame.y_label), legend, y_axis(frame, y_ticks),
        frame.height_px, grid(frame, x_ticks), data, frame.x_labels ? x_axis(frame, x_ticks) : "");
}

/// An SVG path of horizontal and vertical strokes, ending at the right edge.
std::string step_path(const PlotFrame& frame, const StepLine& line) {
    std::string path;
    for (std::size_t i = 0; i < line.x.size(); ++i) {
        double x = view_width * line.x[i] / frame.x_end,
               y = view_height * (1 - height_of(frame, line.y[i]));
        path += i == 0 ? fmt::format("M{:.2f} {:.2f}", x, y) : fmt::format("H{:.2f}V{:.2f}", x, y);
    }
    return path + fmt::format("H{:.0f}", view_width);
}

std::string legend_of(const std::vector<StepLine>& lines) {
    if (lines.size() < 2 || lines.size() > 8) return "";
    std::string html = "<ul class=\"legend\">";
    for (const StepLine& line : lines)
        html += fmt::format("<li><i style=\"background:{}\"></i>{}</li>", line.color,
                            escape_html(line.name));
    return html + "</ul>";
}

}  // namespace

std::vector<double> round_ticks(double begin, double end, int most) {
    // Take the smallest of 1, 2, 5 times a power of ten that leaves few enough ticks.
    double length = end - begin, step = std::pow(10.0, std::floor(std::log10(length / most)));
    for (double factor : {1.0, 2.0, 5.0, 10.0}) {
        if (length / (step * factor) > most * (1 + 1e-9)) continue;
        step *= factor;
        break;
    }
    std::vector<double> ticks;
    double first = std::ceil(begin / step - 1e-9);
    for (int i = 0; (first + i) * step <= end + 1e-9 * length; ++i)
        ticks.push_back((first + i) * step);
    return ticks;
}

std::string line_plot(const PlotFrame& frame, const std::vector<StepLine>& lines) {
    std::string svg = fmt::format(
        "<svg viewBox=\"0 0 {:.0f} {:.0f}\" preserveAspectRatio=\"none\" role=\"img\" "
        "aria-label=\"{}\">",
        view_width, view_height, escape_html(frame.title + ", " + frame.y_label));
    for (const StepLine& line : lines)
        svg += fmt::format("<path d=\"{}\" style=\"stroke:{}\"><title>{}</title></path>",
                           step_path(frame, line), line.color, escape_html(line.name));
    return plot(frame, legend_of(lines),
                round_ticks(frame.y_begin, frame.y_end, most_y_ticks(frame)), svg + "</svg>");
}

std::string image_plot(const PlotFrame& frame, const std::string& image, const std::string& alt) {
    return plot(frame, "", round_ticks(frame.y_begin, frame.y_end, most_y_ticks(frame)),
                fmt::format("<img alt=\"{}\" src=\"{}\">", escape_html(alt), image));
}

}  // namespace spikelight
