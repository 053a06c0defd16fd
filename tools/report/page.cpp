#include <fmt/format.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "tools/report/html.h"
#include "tools/report/report.h"
#include "tools/report/sections.h"
#include "tools/report/style.h"
#include "tools/text.h"

namespace spikelight {
namespace {

/// Where the recording ends, from its beginning: short of the scenario's duration if the run was interrupted.
double end_ms(const Recording& recording, const nlohmann::json& summary) {
    return (summary.at("steps_done").get<double>() - double(recording.beginning.step)) *
           recording.scenario.simulation.dt * 1e3;
}

std::string subtitle(const Recording& recording, const nlohmann::json& summary) {
    const Scenario& scenario = recording.scenario;
    std::string time = milliseconds_text(end_ms(recording, summary) * 1e-3);
    if (summary.value("interrupted", false))
        time +=
            fmt::format(" (interrupted, of {})", milliseconds_text(recording.duration_ms() * 1e-3));
    if (recording.beginning.step > 0)
        time += fmt::format(" from {} on", milliseconds_text(recording.begin_ms() * 1e-3));
    return fmt::format("{} neurons, {} of biological time in steps of {}, seed {}",
                       with_thousands(double(scenario.neuron_count())), time,
                       milliseconds_text(scenario.simulation.dt), scenario.seed);
}

std::string page(const Recording& recording, const nlohmann::json& summary,
                 const std::filesystem::path& name) {
    std::string title =
        recording.scenario.title.empty() ? name.filename().string() : recording.scenario.title;
    std::string html = fmt::format(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<title>{0} - Spikelight</title>\n<style>{1}</style>\n</head>\n<body>\n<main>\n"
        "<header><h1>{0}</h1><p>{2}</p></header>\n",
        escape_html(title), report_style, escape_html(subtitle(recording, summary)));
    html += picture_section(recording.directory);
    html += activity_section(recording, end_ms(recording, summary));
    html += network_section(recording, summary);
    html += provenance_section(recording, summary, name);
    html += scenario_section(recording.directory);
    return html + "<footer>Made by Spikelight.</footer>\n</main>\n</body>\n</html>\n";
}

}  // namespace

void write_report(const std::filesystem::path& run, const std::filesystem::path& name) {
    Recording recording = read_recording(run, {}, Courses::left);
    std::string html = page(recording, nlohmann::json::parse(recording.summary_json), name);

    // Write beside the old report, and put the new one in its place when it is whole.
    std::filesystem::path unfinished = run / "report.html.partial";
    std::error_code absent;
    std::filesystem::remove(unfinished, absent);
    std::ofstream stream(unfinished, std::ios::binary);
    stream << html;
    stream.close();
    if (!stream) {
        std::error_code ignored;
        std::filesystem::remove(unfinished, ignored);
        throw std::runtime_error(
            fmt::format("{} cannot be written (disk full or not permitted?). Make room and run "
                        "`spikelight report {}`",
                        (run / "report.html").string(), run.string()));
    }
    std::filesystem::rename(unfinished, run / "report.html");
}

}  // namespace spikelight
