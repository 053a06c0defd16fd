#include <fmt/format.h>

#include <algorithm>

#include "tools/report/colors.h"
#include "tools/report/figure.h"
#include "tools/report/html.h"
#include "tools/report/raster.h"
#include "tools/report/rates.h"
#include "tools/report/sections.h"
#include "tools/report/stimulus.h"
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
    for (std::size_t l = 0; l < recording.scenario.lights.size(); ++l) {
        const Light& light = recording.scenario.lights[l];
        std::vector<StepLine> lines = stimulus_lines(recording, l, end_ms);
        PlotFrame frame{
            light.name,
            fmt::format("mW/mm² at the source, {} nm", shortest(light.wavelength * 1e9, 4)), end_ms,
            highest(lines), 110};
        if (light.positions.size() > lines.size())
            frame.y_label +=
                fmt::format(", {} of {} sources", lines.size(), light.positions.size());
        html += line_plot(frame, lines);
    }
    return html.empty() ? "" : "<h3>Light</h3>\n" + html;
}

std::string raster_plots(const Recording& recording, double end_ms) {
    std::string html = "<h3>Spikes</h3>\n";
    for (std::size_t p : recording.scenario.record.spikes) {
        const Population& population = recording.scenario.populations[p];
        const RecordedSpikes& spikes = recording.spikes[p];
        RasterImage image =
            make_raster(spikes, population.size, end_ms, recording.scenario.simulation.dt * 1e3);
        PlotFrame frame{
            population.name,
            fmt::format("neuron index, {} spikes", with_thousands(double(spikes.times_ms.size()))),
            end_ms, double(population.size), population.size > 20 ? 150 : 90};
        html += image_plot(
            frame,
            data_uri("image/png", raster_png(image, population_color(recording.scenario, p))),
            fmt::format("Raster of the spikes of population {}", population.name));
    }
    return html;
}

std::string rate_plot(const Recording& recording, double end_ms) {
    double bin_ms = rate_bin_ms(end_ms, recording.scenario.simulation.dt * 1e3);
    std::vector<StepLine> lines;
    for (std::size_t p : recording.scenario.record.spikes) {
        const Population& population = recording.scenario.populations[p];
        RateCurve curve = population_rate(recording.spikes[p], population.size, end_ms, bin_ms);
        lines.push_back({population.name, css(population_color(recording.scenario, p)),
                         curve.begin_ms, curve.rate_hz});
    }
    PlotFrame frame{"Population rate",
                    fmt::format("Hz, in bins of {} ms", shortest(bin_ms, 4)),
                    end_ms,
                    highest(lines),
                    150,
                    true};
    return "<h3>Rates</h3>\n" + line_plot(frame, lines);
}

}  // namespace

std::string activity_section(const Recording& recording, double end_ms) {
    std::string html = "<section>\n<h2>Activity</h2>\n";
    if (end_ms <= 0)
        return html + "<p>The run was stopped before its first step.</p>\n</section>\n";
    html += stimulus_plots(recording, end_ms);
    if (recording.scenario.record.spikes.empty())
        return html +
               "<p>No spikes were recorded (the scenario's [record] does not ask for "
               "them).</p>\n</section>\n";
    return html + raster_plots(recording, end_ms) + rate_plot(recording, end_ms) + "</section>\n";
}

}  // namespace spikelight
