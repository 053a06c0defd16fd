#include "tools/sweep/results.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "engine/recording/csv.h"

namespace spikelight {

PointResult read_point(const std::filesystem::path& run) {
    try {
        const auto summary = nlohmann::json::parse(std::ifstream(run / "summary.json"));
        PointResult result;
        for (const auto& population : summary.at("populations")) {
            result.rates_hz.emplace_back(population.at("name"), population.at("rate_hz"));
            result.spikes += population.at("spikes").get<double>();
        }
        result.synaptic_events = summary.at("synaptic_events");
        result.digest = summary.at("spike_digest");
        const auto& timing = summary.at("timing_s");
        result.build_s = timing.at("build");
        result.simulate_s = timing.at("simulate");
        result.total_s = timing.at("total");
        result.done = true;
        return result;
    } catch (const nlohmann::json::exception& error) {
        throw std::runtime_error(
            fmt::format("{} cannot be read ({})", (run / "summary.json").string(), error.what()));
    }
}

std::string point_name(std::size_t point) {
    return fmt::format("{:03}", point);
}

void write_table(const std::filesystem::path& file, const std::vector<Axis>& axes,
                 const std::vector<std::vector<Override>>& points,
                 const std::vector<PointResult>& results) {
    // Populations in the order in which points first have them.
    std::vector<std::string> populations;
    for (const PointResult& result : results)
        for (const auto& [name, rate] : result.rates_hz)
            if (std::find(populations.begin(), populations.end(), name) == populations.end())
                populations.push_back(name);

    std::string text = "point";
    for (const Axis& axis : axes) text += fmt::format(",{}", quote_cell(axis.path));
    for (const std::string& name : populations)
        text += fmt::format(",{}", quote_cell(name + "_rate_Hz"));
    text += ",spikes_1,synaptic_events_1,digest,build_s,simulate_s,total_s,problem\n";
    for (std::size_t i = 0; i < points.size(); ++i) {
        const PointResult& result = results[i];
        text += point_name(i);
        for (const Override& value : points[i])
            text += fmt::format(",{}", quote_cell(value.second));
        for (const std::string& name : populations) {
            const auto rate = std::find_if(result.rates_hz.begin(), result.rates_hz.end(),
                                           [&](const auto& r) { return r.first == name; });
            text += ',';
            if (rate != result.rates_hz.end()) text += fmt::format("{}", rate->second);
        }
        if (result.done)
            text += fmt::format(",{:.0f},{:.0f},{},{:.4g},{:.4g},{:.4g},", result.spikes,
                                result.synaptic_events, result.digest, result.build_s,
                                result.simulate_s, result.total_s);
        else
            text += fmt::format(",,,,,,,{}", quote_cell(result.problem));
        text += "\n";
    }
    const std::filesystem::path fresh = file.string() + ".new";
    std::ofstream out(fresh, std::ios::binary);
    out << text;
    out.close();
    if (!out) throw std::runtime_error(fmt::format("{} cannot be written", file.string()));
    std::filesystem::rename(fresh, file);
}

}  // namespace spikelight
