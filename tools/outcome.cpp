#include "tools/outcome.h"

#include <fmt/format.h>

#include <array>
#include <fstream>
#include <nlohmann/json.hpp>
#include <numeric>

#include "tools/text.h"

namespace spikelight {
namespace {

using nlohmann::json;

std::string timing_text(const json& timing, double biological_s) {
    std::string text;
    for (const char* phase : {"build", "simulate", "record", "render", "encode"}) {
        double seconds = timing.value(phase, 0.0);
        if (seconds <= 0) continue;
        text += fmt::format("{} {}, ", phase, duration_text(seconds));
        if (phase == std::string("simulate"))
            text.insert(text.size() - 2,
                        fmt::format(" ({} x real time)", shortest(biological_s / seconds, 3)));
    }
    return text + "total " + duration_text(timing.value("total", 0.0));
}

}  // namespace

void print_beginning(const Scenario& scenario, std::int64_t first_step, const RunFacts& facts) {
    double synapses = std::accumulate(facts.synapses.begin(), facts.synapses.end(), 0.0);
    fmt::print("{} neurons, {} synapses, {} steps of {} on {} ({})\n",
               with_thousands(double(scenario.neuron_count())), with_thousands(synapses),
               with_thousands(double(scenario.simulation.steps - first_step)),
               milliseconds_text(scenario.simulation.dt), facts.backend, facts.device);
    std::fflush(stdout);
}

void print_outcome(const std::filesystem::path& run, const std::string& digest) {
    json summary = json::parse(std::ifstream(run / "summary.json"));

    // Say what the network did.
    for (const json& population : summary.at("populations"))
        fmt::print("{:<10} {} neurons, {} spikes, {:.2f} Hz\n",
                   population.at("name").get<std::string>(),
                   with_thousands(population.at("size").get<double>()),
                   with_thousands(population.at("spikes").get<double>()),
                   population.at("rate_hz").get<double>());
    fmt::print("digest     {}\n", digest);
    double steps = summary.at("steps_done").get<double>() - summary.value("first_step", 0.0);
    double biological_s = steps * summary.at("dt_s").get<double>();
    fmt::print("time       {}\n", timing_text(summary.at("timing_s"), biological_s));

    // Say where to look.
    static constexpr std::array<std::pair<const char*, const char*>, 3> results = {
        {{"movie", "movie.mp4"}, {"still", "still.png"}, {"report", "report.html"}}};
    for (auto [label, file] : results)
        if (std::filesystem::exists(run / file))
            fmt::print("{:<10} {}\n", label, (run / file).string());
    fmt::print("data       {}\n", run.string());
}

}  // namespace spikelight
