#include "tools/report/observables.h"

#include <algorithm>
#include <array>

#include "engine/recording/csv.h"
#include "engine/scenario/observable_units.h"
#include "tools/report/stimulus.h"
#include "tools/report/traces.h"

namespace spikelight {
namespace {

constexpr std::array line_colors = {"#2a8fd6", "#e69f00", "#009e73", "#cc79a7"};
static_assert(line_colors.size() == most_trace_lines);
constexpr std::size_t plot_columns = 1000;

}  // namespace

std::vector<ObservedCourse> read_observed_courses(const Recording& recording, double end_ms) {
    const std::filesystem::path path = recording.directory / "observables.csv";
    if (recording.scenario.observables.empty() || !std::filesystem::exists(path)) return {};
    CsvReader csv(path);
    std::vector<std::vector<double>> columns(csv.header().size());
    const double begin_ms = recording.begin_ms();
    while (csv.next() && csv.number(0) - begin_ms < end_ms) {
        columns[0].push_back(csv.number(0) - begin_ms);
        for (std::size_t c = 1; c < columns.size(); ++c) columns[c].push_back(csv.number(c));
    }

    // The columns after the time are the channels, observable by observable.
    std::vector<ObservedCourse> courses;
    std::size_t first = 1;
    for (const Observable& observable : recording.scenario.observables) {
        ObservedCourse& course = courses.emplace_back();
        course.name = observable.name;
        const std::string unit = unit_of(observable.kind).name;
        course.unit = unit == "1" ? "spikes per sample" : unit;
        course.channels = std::max<std::size_t>(1, observable.sites.size());
        if (first + course.channels > columns.size())
            csv.fail("a column is missing. Run the scenario again");
        for (std::size_t place : spread(course.channels, most_trace_lines)) {
            StepLine line{csv.header()[first + place], line_colors[course.lines.size()], columns[0],
                          columns[first + place]};
            course.lines.push_back(thin_steps(line, end_ms, plot_columns));
        }
        first += course.channels;
    }
    return courses;
}

}  // namespace spikelight
