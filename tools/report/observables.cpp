#include "tools/report/observables.h"

#include <fmt/format.h>

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

}  // namespace

std::vector<ObservedCourse> read_observed_courses(const Recording& recording, double end_ms) {
    const std::filesystem::path path = recording.directory / "observables.csv";
    if (recording.scenario.observables.empty() || !std::filesystem::exists(path)) return {};
    CsvReader csv(path);

    // The columns after the time are the channels, observable by observable; some of each are drawn.
    std::vector<ObservedCourse> courses;
    std::vector<std::vector<std::pair<std::size_t, ThinLine>>>
        drawn;  ///< [observable]: column, line
    std::size_t first = 1;
    for (const Observable& observable : recording.scenario.observables) {
        const std::string unit = unit_of(observable.kind).name;
        const std::size_t channels = std::max<std::size_t>(1, observable.sites.size());
        courses.push_back(
            {observable.name, unit == "1" ? "spikes per sample" : unit, channels, {}});
        if (first + channels > csv.header().size())
            csv.fail("a column is missing. Run the scenario again");
        drawn.emplace_back();
        for (std::size_t place : spread(channels, most_trace_lines)) {
            // A site by the name that a controller observes it by.
            const std::string name = observable.sites.empty()
                                         ? observable.name
                                         : fmt::format("{}_{}", observable.name, place);
            drawn.back().emplace_back(first + place,
                                      ThinLine(name, line_colors[drawn.back().size()], end_ms));
        }
        first += channels;
    }
    const double begin_ms = recording.begin_ms();
    while (csv.next() && csv.number(0) - begin_ms < end_ms)
        for (auto& lines : drawn)
            for (auto& [column, line] : lines)
                line.add(csv.number(0) - begin_ms, csv.number(column));
    for (std::size_t o = 0; o < courses.size(); ++o)
        for (auto& [column, line] : drawn[o]) courses[o].lines.push_back(line.take());
    return courses;
}

}  // namespace spikelight
