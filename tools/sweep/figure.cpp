// The figure of a sweep, as an SVG that any browser and most slides take.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "render/color.h"
#include "render/font.h"
#include "tools/report/colors.h"
#include "tools/report/figure.h"
#include "tools/report/html.h"
#include "tools/sweep/results.h"
#include "tools/text.h"

namespace spikelight {
namespace {

constexpr double height = 440, left = 70, right = 680, top = 66, bottom = 380;
constexpr double font_size = 13, title_size = 16;
/// Room between the first and last place of the x axis and the ends of the axis.
constexpr double x_margin = 20;
/// The legend stands beside the data, where no point can be taken for a part of it.
constexpr double legend_left = right + 26, key_width = 24, legend_row = 18, widest_name = 300;
constexpr std::size_t most_legend_rows = 17;  // as many as stand beside the data

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
                others +=
                    fmt::format(", {} = {}", axes[a].path, with_raised_powers(points[i][a].second));
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
        return left + x_margin +
               (right - left - 2 * x_margin) * (value - x_begin) / (x_end - x_begin);
    }
    double y(double rate) const { return bottom - (bottom - top) * rate / y_end; }
};

std::string text_at(double x, double y, const std::string& anchor, const std::string& text,
                    const std::string& more = "") {
    return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\"{}>{}</text>\n", x, y,
                       anchor, more, escape_html(text));
}

/// Numbers or words below the x axis. Words take what their neighbours leave, numbers none that would touch the last.
std::string draw_x_ticks(const Scales& scales, const Axis& axis) {
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
    const double between = (right - left - 2 * x_margin) / std::max(1.0, double(ticks.size()) - 1);
    const double room = std::min(between - 8, 2 * (x_margin + 40));
    std::string svg;
    double end = 0;
    for (const auto& [place, text] : ticks) {
        const double x = scales.x(place);
        svg += fmt::format("<path d=\"M{:.1f} {}v5\" stroke=\"#333\"/>\n", x, bottom);
        const std::string label =
            scale ? text : elided(FontFace::text, font_size, with_raised_powers(text), room);
        const double half = text_width(FontFace::text, font_size, label) / 2;
        if (x - half < end + 4) continue;
        svg += text_at(x, bottom + 20, "middle", label);
        end = x + half;
    }
    return svg;
}

std::string draw_axes(const Scales& scales, const Axis& axis) {
    std::string svg;
    for (double tick : round_ticks(0, scales.y_end, 6)) {
        svg += fmt::format("<path d=\"M{} {:.1f}H{}\" stroke=\"#ddd\"/>\n", left, scales.y(tick),
                           right);
        svg += text_at(left - 8, scales.y(tick) + 4, "end", shortest(tick, 4));
    }
    svg += draw_x_ticks(scales, axis);
    svg += fmt::format("<path d=\"M{} {}V{}H{}\" fill=\"none\" stroke=\"#333\"/>\n", left, top,
                       bottom, right);
    const auto scale = scale_of(axis);
    const std::string unit =
        scale && !scale->unit.empty() ? " (" + with_raised_powers(scale->unit) + ")" : "";
    svg += text_at((left + right) / 2, bottom + 44, "middle", axis.path + unit);
    return svg + text_at(left - 52, top - 14, "start", "rate (Hz)");
}

/// How a line is drawn, in the data and in the legend.
struct LineLook {
    std::string ink, dashes;
};

LineLook look_of(const Line& line, std::size_t index, std::size_t populations,
                 const std::vector<Color>& colors) {
    // Lines of one population differ in their dashes.
    constexpr std::array dashes = {"", "6 4", "2 4", "12 4", "12 4 2 4", "6 3 2 3 2 3"};
    const std::string dash = dashes[index / populations % dashes.size()];
    const Color color =
        line.population < colors.size() ? colors[line.population] : default_color(line.population);
    return {css(on_paper(color)),
            dash.empty() ? "" : fmt::format(" stroke-dasharray=\"{}\"", dash)};
}

/// A column beside the data; of more lines than it holds the number.
std::string draw_legend(const std::vector<Line>& lines, const std::vector<LineLook>& looks) {
    const std::size_t rows = lines.size() > most_legend_rows ? most_legend_rows - 1 : lines.size();
    std::string svg;
    double y = top + 8;
    for (std::size_t i = 0; i < rows; ++i, y += legend_row) {
        const LineLook& look = looks[i];
        svg += fmt::format("<path d=\"M{} {:.1f}h{}\" stroke=\"{}\" stroke-width=\"1.6\"{}/>\n",
                           legend_left, y, key_width, look.ink, look.dashes);
        svg += text_at(legend_left + key_width + 8, y + 4, "start",
                       elided(FontFace::text, font_size, lines[i].name, widest_name));
    }
    if (rows < lines.size())
        svg += text_at(legend_left, y + 4, "start",
                       fmt::format("and {} more lines", lines.size() - rows));
    return svg;
}

/// As wide as the data and the legend beside them.
double width_of(const std::vector<Line>& lines) {
    double widest = 80;
    for (const Line& line : lines)
        widest = std::max(widest, text_width(FontFace::text, font_size, line.name));
    // The reader's typeface may be wider than ours.
    return std::ceil(legend_left + key_width + 8 + 1.1 * std::min(widest, widest_name) + 14);
}

std::string draw_line(const Scales& scales, const Line& line, const LineLook& look) {
    std::string path, marks;
    for (const auto& [x, spread] : line.points) {
        const double px = scales.x(x), py = scales.y(spread.mean());
        path += fmt::format("{}{:.1f} {:.1f}", path.empty() ? "M" : "L", px, py);
        marks += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3.5\" fill=\"{}\"/>\n", px,
                             py, look.ink);
        if (spread.count > 1)
            marks += fmt::format("<path d=\"M{:.1f} {:.1f}V{:.1f}\" stroke=\"{}\"/>\n", px,
                                 scales.y(spread.low), scales.y(spread.high), look.ink);
    }
    return fmt::format(
        "<path d=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"1.6\"{}><title>{}</title></path>"
        "\n{}",
        path, look.ink, look.dashes, escape_html(line.name), marks);
}

}  // namespace

std::string draw_sweep(const std::string& title, const std::vector<Axis>& axes,
                       const std::vector<std::vector<Override>>& points,
                       const std::vector<PointResult>& results, const std::vector<Color>& colors) {
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
    const double width = width_of(lines);
    scales.y_end = highest > 0 ? 1.08 * highest : 1;
    std::string svg = fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" "
        "font-family=\"Inter, Helvetica, Arial, sans-serif\" font-size=\"{}\" fill=\"#222\">\n"
        "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n",
        width, height, font_size);
    svg += text_at(left - 52, 26, "start",
                   elided(FontFace::title, title_size, title, width - left - 10),
                   fmt::format(" font-size=\"{}\" font-weight=\"600\"", title_size));
    svg += draw_axes(scales, axes[main]);
    std::vector<LineLook> looks;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        looks.push_back(look_of(lines[i], i, populations, colors));
        svg += draw_line(scales, lines[i], looks.back());
    }
    return svg + draw_legend(lines, looks) + "</svg>\n";
}

}  // namespace spikelight
