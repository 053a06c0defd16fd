#include "engine/recording/summary.h"

#include <fmt/format.h>
#include <hdf5.h>
#include <sys/resource.h>
#include <xxhash.h>

#include <nlohmann/json.hpp>

namespace spikelight {
namespace {

using Json = nlohmann::ordered_json;

Json describe_populations(const Scenario& scenario, const RunFacts& facts,
                          const SpikeTally& tally) {
    const double seconds =
        static_cast<double>(facts.steps_done - facts.beginning.step) * scenario.simulation.dt;
    Json populations = Json::array();
    for (std::size_t p = 0; p < scenario.populations.size(); ++p) {
        const Population& population = scenario.populations[p];
        const double neuron_seconds = static_cast<double>(population.size) * seconds;
        const double spikes = static_cast<double>(tally.per_population[p]);
        populations.push_back({{"name", population.name},
                               {"size", population.size},
                               {"spikes", tally.per_population[p]},
                               {"rate_hz", neuron_seconds > 0 ? spikes / neuron_seconds : 0.0}});
    }
    return populations;
}

Json describe_projections(const Scenario& scenario, const RunFacts& facts) {
    Json projections = Json::array();
    for (std::size_t p = 0; p < facts.synapses.size(); ++p)
        projections.push_back(
            {{"name", scenario.projections[p].name}, {"synapses", facts.synapses[p]}});
    return projections;
}

std::uint64_t measure_peak_memory_bytes() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
}

Json describe_versions() {
    unsigned major = 0, minor = 0, release = 0;
    H5get_libversion(&major, &minor, &release);
    return {{"spikelight", SPIKELIGHT_VERSION},
            {"compiler", SPIKELIGHT_COMPILER},
            {"hdf5", fmt::format("{}.{}.{}", major, minor, release)}};
}

}  // namespace

std::string describe_run(const Scenario& scenario, const RunFacts& facts, const SpikeTally& tally) {
    const auto& timing = facts.timing_s;
    const Json summary{
        {"format", 1},
        {"title", scenario.title},
        {"backend", facts.backend},
        {"device", facts.device},
        {"threads", facts.threads},
        {"precision", scenario.simulation.precision == Precision::float64 ? "float64" : "float32"},
        {"dt_s", scenario.simulation.dt},
        {"steps", scenario.simulation.steps},
        {"first_step", facts.beginning.step},
        {"steps_done", facts.steps_done},
        {"interrupted", facts.steps_done < scenario.simulation.steps},
        {"resumed_from_step", facts.resumed_from_step},
        {"seed", scenario.seed},
        {"populations", describe_populations(scenario, facts, tally)},
        {"projections", describe_projections(scenario, facts)},
        {"synaptic_events", facts.synaptic_events},
        {"spike_digest", tally.digest},
        {"timing_s",
         {{"build", timing.build},
          {"simulate", timing.simulate},
          {"control_wait", timing.control_wait},
          {"record", timing.record},
          {"render", timing.render},
          {"encode", timing.encode},
          {"total", timing.total}}},
        {"peak_memory_bytes", measure_peak_memory_bytes()},
        {"versions", describe_versions()}};
    return summary.dump(2) + "\n";
}

}  // namespace spikelight
