#include <fmt/format.h>

#include <array>
#include <nlohmann/json.hpp>

#include "tools/report/html.h"
#include "tools/report/sections.h"
#include "tools/text.h"

namespace spikelight {
namespace {

using nlohmann::json;

struct Phase {
    const char* key;
    const char* color;
};
constexpr std::array phases = {Phase{"build", "#8a7fd1"}, Phase{"simulate", "#2a8fd6"},
                               Phase{"record", "#009e73"}, Phase{"render", "#e69f00"},
                               Phase{"encode", "#d55e00"}};

std::string entry(const std::string& name, const std::string& html) {
    return fmt::format("<dt>{}</dt><dd>{}</dd>\n", escape_html(name), html);
}

/// A path between single quotes, as a POSIX shell wants it.
std::string shell_quoted(const std::string& path) {
    bool plain = path.find_first_not_of(
                     "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./-+") ==
                 std::string::npos;
    if (plain) return path;
    std::string quoted = "'";
    for (char c : path) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return quoted + "'";
}

/// Where the time went: a bar, and the figures.
std::string timing_part(const json& timing) {
    double sum = 0;
    for (const Phase& phase : phases) sum += timing.value(phase.key, 0.0);
    std::string bar = "<div class=\"bar\" aria-hidden=\"true\">",
                legend = "<ul class=\"legend\" style=\"margin-left:0\">";
    for (const Phase& phase : phases) {
        double seconds = timing.value(phase.key, 0.0);
        if (seconds <= 0) continue;
        bar +=
            fmt::format("<i style=\"flex:{:.4f};background:{}\"></i>", seconds / sum, phase.color);
        legend += fmt::format("<li><i style=\"background:{}\"></i>{} {}</li>", phase.color,
                              phase.key, duration_text(seconds));
    }
    return fmt::format("<h3>Where the time went</h3>\n{}</div>{}</ul>\n", bar, legend);
}

std::string versions_text(const json& versions) {
    std::string text;
    for (const auto& [name, version] : versions.items())
        text += fmt::format("{}{} {}", text.empty() ? "" : ", ", name,
                            version.is_string() ? version.get<std::string>() : version.dump());
    return text;
}

std::string command_to_repeat(const Recording& recording, const std::filesystem::path& name) {
    const std::string scenario = shell_quoted((name / "scenario.toml").generic_string());
    if (recording.beginning.step == 0) return "spikelight run " + scenario + " --out again";
    return fmt::format("spikelight continue {} --duration \"{}\" --scenario {} --out again",
                       shell_quoted(recording.beginning.from),
                       milliseconds_text(recording.duration_ms() * 1e-3), scenario);
}

}  // namespace

std::string provenance_section(const Recording& recording, const json& summary,
                               const std::filesystem::path& name) {
    double simulate_s = summary.at("timing_s").value("simulate", 0.0);
    std::string html = "<section>\n<h2>How it was run</h2>\n" + timing_part(summary.at("timing_s"));
    html += "<h3>Facts</h3>\n<dl>\n";
    html += entry("Backend", escape_html(fmt::format("{} ({}), {}", summary.value("backend", ""),
                                                     summary.value("device", ""),
                                                     summary.value("precision", ""))));
    if (simulate_s > 0)
        html +=
            entry("Speed", fmt::format("{} x real time, {} synaptic events",
                                       shortest((summary.at("steps_done").get<double>() -
                                                 double(recording.beginning.step)) *
                                                    recording.scenario.simulation.dt / simulate_s,
                                                3),
                                       with_thousands(summary.value("synaptic_events", 0.0))));
    html += entry("Peak memory", bytes_text(summary.value("peak_memory_bytes", 0.0)));
    html += entry("Spike digest",
                  fmt::format("<code>{}</code>", escape_html(summary.value("spike_digest", ""))));
    html +=
        entry("Versions", escape_html(versions_text(summary.value("versions", json::object()))));
    if (recording.beginning.step > 0)
        html += entry("Goes on from", fmt::format("{} at {}, digest <code>{}</code>",
                                                  escape_html(recording.beginning.from),
                                                  milliseconds_text(recording.begin_ms() * 1e-3),
                                                  escape_html(recording.beginning.spike_digest)));
    html += "</dl>\n<h3>To repeat it</h3>\n";
    html += fmt::format("<pre><code>{}</code></pre>\n",
                        escape_html(command_to_repeat(recording, name)));
    return html +
           "<p>The same scenario and seed give the same digest on any machine and number of "
           "threads.</p>\n"
           "</section>\n";
}

std::string scenario_section(const std::filesystem::path& run) {
    return fmt::format(
        "<section>\n<details><summary>Scenario</summary>\n<pre><code>{}</code></pre></details>\n"
        "</section>\n",
        escape_html(read_file(run / "scenario.toml")));
}

}  // namespace spikelight
