#include "tools/report/stimulus.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

namespace spikelight {
namespace {

/// Okabe and Ito's colours that show on white and on black.
constexpr std::array source_colors = {"#2a8fd6", "#e69f00", "#009e73",
                                      "#d55e00", "#cc79a7", "#8a7fd1"};
constexpr double W_per_m2_in_mW_per_mm2 = 1e3;
constexpr std::size_t plot_columns = 1000;

}  // namespace

std::vector<StepLine> stimulus_lines(const Recording& recording, std::size_t light, double end_ms) {
    const Scenario& scenario = recording.scenario;
    const RecordedSignals& signals = recording.signals;
    std::size_t sources = scenario.lights[light].positions.size(),
                first = scenario.first_source(light);
    std::vector<StepLine> lines;
    for (std::size_t s = 0; s < std::min(sources, most_stimulus_lines); ++s) {
        StepLine line{fmt::format("{} {}", scenario.lights[light].name, s),
                      source_colors[s % source_colors.size()],
                      {},
                      {}};
        // A row is written where any source changes: keep those where this one does.
        for (std::size_t row = 0; row < signals.times_ms.size() && signals.times_ms[row] < end_ms;
             ++row) {
            double value = signals.irradiance[row][first + s] / W_per_m2_in_mW_per_mm2;
            if (!line.y.empty() && line.y.back() == value) continue;
            line.x.push_back(signals.times_ms[row]);
            line.y.push_back(value);
        }
        lines.push_back(thin_steps(line, end_ms, plot_columns));
    }
    return lines;
}

StepLine thin_steps(const StepLine& line, double x_end, std::size_t columns) {
    StepLine thin{line.name, line.color, {}, {}};
    auto column = [&](std::size_t i) { return std::size_t(line.x[i] / x_end * double(columns)); };
    for (std::size_t begin = 0, end = 0; begin < line.x.size(); begin = end) {
        while (end < line.x.size() && column(end) == column(begin)) ++end;
        // Of the points in one column keep the ends and the extremes.
        auto [lowest, highest] = std::minmax_element(line.y.begin() + std::ptrdiff_t(begin),
                                                     line.y.begin() + std::ptrdiff_t(end));
        std::set<std::size_t> kept = {begin, end - 1, std::size_t(lowest - line.y.begin()),
                                      std::size_t(highest - line.y.begin())};
        for (std::size_t i : kept) {
            thin.x.push_back(line.x[i]);
            thin.y.push_back(line.y[i]);
        }
    }
    return thin;
}

}  // namespace spikelight
