#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "tools/report/colors.h"
#include "tools/report/figure.h"
#include "tools/report/html.h"
#include "tools/report/observables.h"
#include "tools/report/raster.h"
#include "tools/report/rates.h"
#include "tools/report/sections.h"
#include "tools/report/stimulus.h"
#include "tools/report/traces.h"
#include "tools/text.h"

namespace spikelight {
namespace {

double highest(const std::vector<StepLine>& lines) {
    double top = 0;
    for (const StepLine& line : lines)
        for (double y : line.y) top = std::max(top, y);
    return top > 0 ? 1.05 * top : 1;
}

std::string stimulus_plots(const Recording& recording, double end_ms) {
    std::string html;
    const std::vector<std::vector<StepLine>> all = stimulus_lines(recording, end_ms);
    for (std::size_t l = 0; l < recording.scenario.lights.size(); ++l) {
        const Light& light = recording.scenario.lights[l];
        const std::vector<StepLine>& lines = all[l];
        PlotFrame frame{
            light.name,
            fmt::format("mW/mm² at the source, {} nm", shortest(light.wavelength * 1e9, 4)),
            end_ms,
            0,
            highest(lines),
            110,
            false,
            recording.begin_ms()};
        if (light.positions.size() > lines.size())
            frame.y_label +=
                fmt::format(", {} of {} sources", lines.size(), light.positions.size());
        html += line_plot(frame, lines);
    }
    return html.empty() ? "" : "<h3>Light</h3>\n" + html;
}

/// What is shown of a population's spikes.
struct Activity {
    std::size_t population;
    double spikes;
    RasterImage raster;
    RateCurve rate;
};

/// Goes once through the recorded spikes, which may be many more than memory holds.
std::vector<Activity> read_activity(const Recording& recording, double end_ms) {
    double dt_ms = recording.scenario.simulation.dt * 1e3;
    std::vector<Activity> all;
    for (std::size_t p : recording.scenario.record.spikes) {
        std::int64_t size = recording.scenario.populations[p].size;
        double count = 0;
        Raster raster(size, end_ms, dt_ms);
        RateCounter rate(size, end_ms, rate_bin_ms(end_ms, dt_ms));
        for_each_block_of_spikes(recording, p, [&](const SpikeSpan& block) {
            count += double(block.times_ms.size());
            raster.add(block);
            rate.add(block);
        });
        all.push_back({p, count, raster.image(), rate.curve()});
    }
    return all;
}

std::string raster_plots(const Recording& recording, const std::vector<Activity>& activities,
                         double end_ms) {
    std::string html = "<h3>Spikes</h3>\n";
    for (const Activity& activity : activities) {
        const Population& population = recording.scenario.populations[activity.population];
        const Color color = paper_color(recording.scenario, activity.population);
        PlotFrame frame{population.name,
                        fmt::format("neuron index, {} spikes", with_thousands(activity.spikes)),
                        end_ms,
                        0,
                        double(population.size),
                        population.size > 20 ? 150 : 90,
                        false,
                        recording.begin_ms()};
        html += image_plot(frame, data_uri("image/png", raster_png(activity.raster, color)),
                           fmt::format("Raster of the spikes of population {}", population.name));
    }
    return html;
}

std::string rate_plot(const Recording& recording, const std::vector<Activity>& activities,
                      double end_ms) {
    std::vector<StepLine> lines;
    for (const Activity& activity : activities)
        lines.push_back({recording.scenario.populations[activity.population].name,
                         css(paper_color(recording.scenario, activity.population)),
                         activity.rate.begin_ms, activity.rate.rate_hz});
    PlotFrame frame{
        "Population rate",
        fmt::format("Hz, in bins of {} ms", shortest(activities.front().rate.bin_ms, 4)),
        end_ms,
        0,
        highest(lines),
        150,
        true,
        recording.begin_ms()};
    return "<h3>Rates</h3>\n" + line_plot(frame, lines);
}

/// The lowest and the highest of all lines, with some room around them; a line that never changes gets room, too.
std::pair<double, double> extent(const std::vector<StepLine>& lines) {
    double low = std::numeric_limits<double>::infinity(), high = -low;
    for (const StepLine& line : lines)
        for (double y : line.y) {
            low = std::min(low, y);
            high = std::max(high, y);
        }
    if (low > high) return {0, 1};
    double room = high > low ? 0.05 * (high - low) : std::max(0.05 * std::abs(high), 1e-3);
    return {low - room, high + room};
}

/// The unit, which a fraction has none of, and whose trace it is where no legend says so.
std::string trace_label(const TraceSample& sample) {
    std::string label = sample.unit == "1" ? "" : with_raised_powers(sample.unit);
    auto add = [&](const std::string& words) { label += (label.empty() ? "" : ", ") + words; };
    if (sample.lines.size() == 1) add(sample.lines.front().name);
    if (sample.lines.size() < sample.neurons)
        add(fmt::format("{} of {} neurons", sample.lines.size(),
                        with_thousands(double(sample.neurons))));
    return label;
}

std::string trace_plots(const Recording& recording, double end_ms) {
    std::string html;
    for (const Trace& trace : recording.scenario.record.traces)
        for (const std::string& variable : trace.variables) {
            auto sample = sample_trace(recording, trace, variable, end_ms);
            if (!sample) continue;
            auto [low, high] = extent(sample->lines);
            PlotFrame frame{sample->population + " " + variable,
                            trace_label(*sample),
                            end_ms,
                            low,
                            high,
                            110,
                            true,
                            recording.begin_ms()};
            html += line_plot(frame, sample->lines);
        }
    return html.empty() ? "" : "<h3>Traces</h3>\n" + html;
}

std::string observable_plots(const Recording& recording, double end_ms) {
    std::string html;
    for (const ObservedCourse& course : read_observed_courses(recording, end_ms)) {
        auto [low, high] = extent(course.lines);
        std::string label = course.unit;
        if (course.lines.size() < course.channels)
            label += fmt::format(", {} of {} sites", course.lines.size(), course.channels);
        html += line_plot({course.name, label, end_ms, low, high, 110, true, recording.begin_ms()},
                          course.lines);
    }
    return html.empty() ? "" : "<h3>Observables</h3>\n" + html;
}

}  // namespace

std::string activity_section(const Recording& recording, double end_ms) {
    std::string html = "<section>\n<h2>Activity</h2>\n";
    if (end_ms <= 0)
        return html + "<p>The run was stopped before its first step.</p>\n</section>\n";
    html += stimulus_plots(recording, end_ms);
    const std::vector<Activity> activities = read_activity(recording, end_ms);
    if (activities.empty())
        html += "<p>No spikes were recorded (the scenario's [record] does not ask for them).</p>\n";
    else
        html +=
            raster_plots(recording, activities, end_ms) + rate_plot(recording, activities, end_ms);
    return html + observable_plots(recording, end_ms) + trace_plots(recording, end_ms) +
           "</section>\n";
}

}  // namespace spikelight
