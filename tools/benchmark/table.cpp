#include "tools/benchmark/table.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <nlohmann/json.hpp>

#include "tools/text.h"

namespace spikelight {
namespace {

using Json = nlohmann::ordered_json;

/// The run whose loop took the middle time.
const BenchmarkRun& median_run(const Repeats& repeats) {
    std::vector<const BenchmarkRun*> sorted;
    for (const BenchmarkRun& run : repeats) sorted.push_back(&run);
    std::ranges::sort(sorted, {}, &BenchmarkRun::simulate_s);
    return *sorted[(sorted.size() - 1) / 2];
}

std::string range_text(const Repeats& repeats) {
    auto [low, high] = std::ranges::minmax(repeats, {}, &BenchmarkRun::simulate_s);
    return fmt::format("{:.4g} to {:.4g}", low.simulate_s, high.simulate_s);
}

Json run_json(const BenchmarkRun& run) {
    return {{"build_s", run.build_s},
            {"simulate_s", run.simulate_s},
            {"control_wait_s", run.control_wait_s},
            {"real_time_factor", run.real_time_factor()},
            {"updates_per_s", run.updates_per_s()},
            {"synaptic_events_per_s", run.events_per_s()},
            {"spike_digest", run.digest}};
}

}  // namespace

bool digests_are_equal(const BenchmarkedScenario& scenario) {
    const std::string& first = scenario.backends.front().front().digest;
    return std::ranges::all_of(scenario.backends, [&](const Repeats& repeats) {
        return std::ranges::all_of(repeats,
                                   [&](const BenchmarkRun& run) { return run.digest == first; });
    });
}

std::string rate_text(double per_second) {
    constexpr std::array<std::pair<double, const char*>, 3> units = {
        {{1e9, " G"}, {1e6, " M"}, {1e3, " k"}}};
    for (auto [unit, name] : units)
        if (per_second >= unit) return shortest(per_second / unit, 3) + name;
    return shortest(per_second, 3);
}

std::string benchmark_table(const BenchmarkedScenario& scenario) {
    const BenchmarkRun& first = scenario.backends.front().front();
    std::string text = fmt::format(
        "{}\n  {} neurons, {} synapses, {} steps in {}, {} synaptic events\n", scenario.file,
        with_thousands(double(first.neurons)), with_thousands(double(first.synapses)),
        with_thousands(double(first.steps)), milliseconds_text(first.biological_s),
        with_thousands(double(first.synaptic_events)));
    text += fmt::format("  {:<8} {:>9} {:>11} {:>18} {:>10} {:>10} {:>9}  {}\n", "backend",
                        "build s", "simulate s", "lowest to highest", "updates/s", "events/s",
                        "wall/bio", "digest");
    for (const Repeats& repeats : scenario.backends) {
        const BenchmarkRun& run = median_run(repeats);
        text += fmt::format("  {:<8} {:>9.4g} {:>11.4g} {:>18} {:>10} {:>10} {:>9.3g}  {}\n",
                            run.backend, run.build_s, run.simulate_s, range_text(repeats),
                            rate_text(run.updates_per_s()), rate_text(run.events_per_s()),
                            run.real_time_factor(), run.digest);
    }
    for (const Repeats& repeats : scenario.backends)
        text += fmt::format("  {:<8} {}, {}\n", repeats.front().backend, repeats.front().device,
                            bytes_text(double(repeats.front().memory_bytes)));
    text +=
        digests_are_equal(scenario)
            ? "  the same spikes in every run\n"
            : "  SPIKES DIFFER between runs: this is an error of Spikelight, please report it\n";
    return text;
}

nlohmann::ordered_json benchmark_json(const std::vector<BenchmarkedScenario>& scenarios) {
    Json all = {{"date", fmt::format("{:%FT%TZ}", fmt::gmtime(std::time(nullptr)))},
                {"version", SPIKELIGHT_VERSION},
                {"scenarios", Json::array()}};
    for (const BenchmarkedScenario& scenario : scenarios) {
        const BenchmarkRun& first = scenario.backends.front().front();
        Json entry = {{"scenario", scenario.file},
                      {"neurons", first.neurons},
                      {"synapses", first.synapses},
                      {"steps", first.steps},
                      {"biological_s", first.biological_s},
                      {"synaptic_events", first.synaptic_events},
                      {"digests_equal", digests_are_equal(scenario)},
                      {"backends", Json::array()}};
        for (const Repeats& repeats : scenario.backends) {
            Json runs = Json::array();
            for (const BenchmarkRun& run : repeats) runs.push_back(run_json(run));
            entry["backends"].push_back({{"backend", repeats.front().backend},
                                         {"device", repeats.front().device},
                                         {"memory_bytes", repeats.front().memory_bytes},
                                         {"median", run_json(median_run(repeats))},
                                         {"runs", runs}});
        }
        all["scenarios"].push_back(entry);
    }
    return all;
}

}  // namespace spikelight
