// The figure of a sweep, as an SVG that any browser and most slides take.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "render/color.h"
#include "tools/report/figure.h"
#include "tools/report/html.h"
#include "tools/sweep/results.h"
#include "tools/text.h"

namespace spikelight {
namespace {

constexpr double width = 760, height = 440, left = 70, right = 740, top = 50, bottom = 380;
constexpr std::size_t most_legend_rows = 12;

/// Rates of one line at one x.
struct Spread {
    double sum = 0, low = 1e300, high = -1e300;
    int count = 0;
    void add(double rate) {
        sum += rate, low = std::min(low, rate), high = std::max(high, rate), ++count;
    }
    double mean() const { return sum / count; }
};

struct Line {
    std::string name;
    std::size_t population = 0;
    std::map<double, Spread> points;  ///< by x
};

/// The axis that the figure is over: the first that varies and is not the seed; else the first.
std::size_t main_axis(const std::vector<Axis>& axes) {
    for (std::size_t i = 0; i < axes.size(); ++i)
        if (axes[i].values.size() > 1 && axes[i].path != "seed") return i;
    for (std::size_t i = 0; i < axes.size(); ++i)
        if (axes[i].values.size() > 1) return i;
    return 0;
}

/// Where each value of the axis lies: its number, or its place among the values.
std::vector<double> places_of(const Axis& axis) {
    if (auto scale = scale_of(axis)) return scale->numbers;
    std::vector<double> places;
    for (std::size_t i = 0; i < axis.values.size(); ++i) places.push_back(double(i));
    return places;
}

std::vector<Line> lines_of(const std::vector<Axis>& axes, std::size_t main,
                           const std::vector<std::vector<Override>>& points,
                           const std::vector<PointResult>& results) {
    const std::vector<double> places = places_of(axes[main]);
    std::vector<Line> lines;
    for (std::size_t i = 0; i < points.size(); ++i) {
        // What the line is called after: the other axes that vary.
        std::string others;
        for (std::size_t a = 0; a < axes.size(); ++a)
            if (a != main && axes[a].path != "seed" && axes[a].values.size() > 1)
                others += fmt::format(", {} = {}", axes[a].path, points[i][a].second);
        const auto& values = axes[main].values;
        const auto place =
            std::find(values.begin(), values.end(), points[i][main].second) - values.begin();
        for (std::size_t p = 0; p < results[i].rates_hz.size(); ++p) {
            const std::string name = results[i].rates_hz[p].first + others;
            auto line = std::find_if(lines.begin(), lines.end(),
                                     [&](const Line& known) { return known.name == name; });
            if (line == lines.end()) line = lines.insert(lines.end(), Line{name, p, {}});
            line->points[places[std::size_t(place)]].add(results[i].rates_hz[p].second);
        }
    }
    return lines;
}

/// Turns data into places of the picture.
struct Scales {
    double x_begin = 0, x_end = 1, y_end = 1;
    double x(double value) const {
        return left + 20 + (right - left - 40) * (value - x_begin) / (x_end - x_begin);
    }
    double y(double rate) const { return bottom - (bottom - top) * rate / y_end; }
};

std::string text_at(double x, double y, const std::string& anchor, const std::string& text,
                    const std::string& more = "") {
    return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\"{}>{}</text>\n", x, y,
                       anchor, more, escape_html(text));
}

std::string draw_axes(const Scales& scales, const Axis& axis) {
    std::string svg;
    for (double tick : round_ticks(0, scales.y_end, 6)) {
        svg += fmt::format("<path d=\"M{} {:.1f}H{}\" stroke=\"#ddd\"/>\n", left, scales.y(tick),
                           right);
        svg += text_at(left - 8, scales.y(tick) + 4, "end", shortest(tick, 4));
    }
    const auto scale = scale_of(axis);
    std::vector<std::pair<double, std::string>> ticks;
    if (scale && axis.values.size() > 8) {
        for (double tick : round_ticks(scales.x_begin, scales.x_end, 8))
            ticks.emplace_back(tick, shortest(tick, 4));
    } else {
        const std::vector<double> places = places_of(axis);
        for (std::size_t i = 0; i < places.size(); ++i)
            ticks.emplace_back(places[i], scale ? shortest(places[i], 4) : axis.values[i]);
    }
    for (const auto& [place, label] : ticks) {
        svg += fmt::format("<path d=\"M{:.1f} {}v5\" stroke=\"#333\"/>\n", scales.x(place), bottom);
        svg += text_at(scales.x(place), bottom + 20, "middle", label);
    }
    svg += fmt::format("<path d=\"M{} {}V{}H{}\" fill=\"none\" stroke=\"#333\"/>\n", left, top,
                       bottom, right);
    const std::string unit = scale && !scale->unit.empty() ? " (" + scale->unit + ")" : "";
    svg += text_at((left + right) / 2, bottom + 44, "middle", axis.path + unit);
    return svg + text_at(left - 52, top - 14, "start", "rate (Hz)");
}

std::string draw_line(const Scales& scales, const Line& line, std::size_t index,
                      std::size_t count) {
    const Color color = default_color(line.population);
    const std::string ink =
        fmt::format("rgb({:.0f},{:.0f},{:.0f})", 255 * color.r, 255 * color.g, 255 * color.b);
    // Lines of one population differ in their dashes.
    const std::string dashes =
        index < count ? "" : fmt::format(" stroke-dasharray=\"{} 4\"", 2 + 4 * (index / count % 3));
    std::string path, marks;
    for (const auto& [x, spread] : line.points) {
        const double px = scales.x(x), py = scales.y(spread.mean());
        path += fmt::format("{}{:.1f} {:.1f}", path.empty() ? "M" : "L", px, py);
        marks += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3.5\" fill=\"{}\"/>\n", px,
                             py, ink);
        if (spread.count > 1)
            marks += fmt::format("<path d=\"M{:.1f} {:.1f}V{:.1f}\" stroke=\"{}\"/>\n", px,
                                 scales.y(spread.low), scales.y(spread.high), ink);
    }
    std::string svg = fmt::format(
        "<path d=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"1.6\"{}><title>{}</title></path>"
        "\n{}",
        path, ink, dashes, escape_html(line.name), marks);
    if (index >= most_legend_rows) return svg;
    const double y = top + 8 + 18 * double(index);
    svg += fmt::format("<path d=\"M{} {:.1f}h24\" stroke=\"{}\" stroke-width=\"1.6\"{}/>\n",
                       right - 26, y, ink, dashes);
    return svg + text_at(right - 32, y + 4, "end", line.name);
}

}  // namespace

std::string draw_sweep(const std::string& title, const std::vector<Axis>& axes,
                       const std::vector<std::vector<Override>>& points,
                       const std::vector<PointResult>& results) {
    const std::size_t main = main_axis(axes);
    const std::vector<Line> lines = lines_of(axes, main, points, results);
    Scales scales;
    const std::vector<double> places = places_of(axes[main]);
    const auto [first, last] = std::minmax_element(places.begin(), places.end());
    scales.x_begin = *first;
    scales.x_end = *last > *first ? *last : *first + 1;
    double highest = 0;
    std::size_t populations = 1;
    for (const Line& line : lines) {
        populations = std::max(populations, line.population + 1);
        for (const auto& [x, spread] : line.points) highest = std::max(highest, spread.high);
    }
    scales.y_end = highest > 0 ? 1.08 * highest : 1;
    std::string svg = fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" "
        "font-family=\"Inter, Helvetica, Arial, sans-serif\" font-size=\"13\" fill=\"#222\">\n"
        "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n",
        width, height);
    svg += text_at(left, 24, "start", title, " font-size=\"16\" font-weight=\"600\"");
    svg += draw_axes(scales, axes[main]);
    for (std::size_t i = 0; i < lines.size(); ++i)
        svg += draw_line(scales, lines[i], i, populations);
    return svg + "</svg>\n";
}

}  // namespace spikelight
