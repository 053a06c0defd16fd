#include "tools/report/stimulus.h"

#include <fmt/format.h>

#include <algorithm>

#include "tools/report/colors.h"

namespace spikelight {
namespace {

constexpr double W_per_m2_in_mW_per_mm2 = 1e3;

/// A source on its way through the file.
struct Course {
    std::size_t source;  ///< of all lights'
    ThinLine line;
    double last = 0;
    bool begun = false;
};

}  // namespace

void ThinLine::add(double x, double y) {
    const auto column = std::size_t(std::max(0.0, x / x_end_ * double(columns_)));
    if (any_ && column != column_) end_column();
    if (!any_) {
        column_ = column;
        first_ = lowest_ = highest_ = {x, y};
        any_ = true;
    }
    last_ = {x, y};
    if (y < lowest_.y) lowest_ = last_;
    if (y >= highest_.y) highest_ = last_;
}

void ThinLine::end_column() {
    const Point& earlier = lowest_.x < highest_.x ? lowest_ : highest_;
    const Point& later = lowest_.x < highest_.x ? highest_ : lowest_;
    const double none = -1;
    double x = none;
    for (const Point& point : {first_, earlier, later, last_}) {
        if (point.x == x) continue;
        x = point.x;
        line_.x.push_back(point.x);
        line_.y.push_back(point.y);
    }
    any_ = false;
}

StepLine ThinLine::take() {
    if (any_) end_column();
    return std::move(line_);
}

std::vector<std::vector<StepLine>> stimulus_lines(const Recording& recording, double end_ms) {
    const Scenario& scenario = recording.scenario;
    std::vector<std::vector<Course>> courses(scenario.lights.size());
    for (std::size_t l = 0; l < scenario.lights.size(); ++l) {
        const Light& light = scenario.lights[l];
        const std::size_t shown = std::min(light.positions.size(), most_stimulus_lines);
        for (std::size_t s = 0; s < shown; ++s)
            courses[l].push_back({scenario.first_source(l) + s,
                                  {fmt::format("{} {}", light.name, s),
                                   css(source_color(light, s, shown)), end_ms}});
    }
    // A row is written where any source changes: keep those where this one does.
    for_each_signal(recording, [&](double time_ms, std::span<const double> irradiance) {
        if (time_ms >= end_ms) return;
        for (std::vector<Course>& light : courses)
            for (Course& course : light) {
                const double value = irradiance[course.source] / W_per_m2_in_mW_per_mm2;
                if (course.begun && course.last == value) continue;
                course.begun = true;
                course.last = value;
                course.line.add(time_ms, value);
            }
    });
    std::vector<std::vector<StepLine>> lines(courses.size());
    for (std::size_t l = 0; l < courses.size(); ++l)
        for (Course& course : courses[l]) lines[l].push_back(course.line.take());
    return lines;
}

}  // namespace spikelight
