#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "engine/scenario/model_names.h"
#include "tools/report/colors.h"
#include "tools/report/html.h"
#include "tools/report/sections.h"
#include "tools/text.h"

namespace spikelight {
namespace {

using nlohmann::json;

std::string populations_table(const Recording& recording, const json& summary) {
    std::string html =
        "<h3>Populations</h3>\n<div class=\"wide\"><table><tr><th>name<th>model<th>opsin<th "
        "class=\"n\">neurons"
        "<th class=\"n\">spikes<th class=\"n\">rate</tr>\n";
    const Scenario& scenario = recording.scenario;
    for (std::size_t p = 0; p < scenario.populations.size(); ++p) {
        std::string opsins;
        for (const Opsin& opsin : scenario.opsins)
            if (opsin.population == p) opsins += (opsins.empty() ? "" : ", ") + opsin.model;
        const json& counted = summary.at("populations").at(p);
        html += fmt::format(
            "<tr><td><i class=\"dot\" style=\"background:{}\"></i>{}<td>{}<td>{}<td "
            "class=\"n\">{}<td class=\"n\">{}"
            "<td class=\"n\">{:.2f} Hz</tr>\n",
            css(paper_color(scenario, p)), escape_html(scenario.populations[p].name),
            scenario_name(scenario.populations[p].model),
            escape_html(opsins.empty() ? "none" : opsins),
            with_thousands(double(scenario.populations[p].size)),
            with_thousands(counted.at("spikes").get<double>()),
            counted.at("rate_hz").get<double>());
    }
    return html + "</table></div>\n";
}

std::string projections_table(const Recording& recording, const json& summary) {
    const Scenario& scenario = recording.scenario;
    if (scenario.projections.empty()) return "";
    std::string html =
        "<h3>Projections</h3>\n<div class=\"wide\"><table><tr><th>name<th>from<th>to<th "
        "class=\"n\">synapses</tr>\n";
    for (std::size_t p = 0; p < scenario.projections.size(); ++p) {
        const Projection& projection = scenario.projections[p];
        html += fmt::format(
            "<tr><td>{}<td>{}<td>{}<td class=\"n\">{}</tr>\n", escape_html(projection.name),
            escape_html(scenario.populations[projection.from].name),
            escape_html(scenario.populations[projection.to].name),
            with_thousands(summary.at("projections").at(p).at("synapses").get<double>()));
    }
    return html + "</table></div>\n";
}

std::string lights_table(const Scenario& scenario) {
    if (scenario.lights.empty()) return "";
    std::string html =
        "<h3>Lights</h3>\n<div class=\"wide\"><table><tr><th>name<th>model<th "
        "class=\"n\">wavelength"
        "<th class=\"n\">sources</tr>\n";
    for (const Light& light : scenario.lights)
        html += fmt::format("<tr><td>{}<td>{}<td class=\"n\">{} nm<td class=\"n\">{}</tr>\n",
                            escape_html(light.name), scenario_name(light.model),
                            shortest(light.wavelength * 1e9, 6), light.positions.size());
    return html + "</table></div>\n";
}

}  // namespace

std::string network_section(const Recording& recording, const json& summary) {
    return "<section>\n<h2>Network</h2>\n" + populations_table(recording, summary) +
           projections_table(recording, summary) + lights_table(recording.scenario) +
           "</section>\n";
}

}  // namespace spikelight
