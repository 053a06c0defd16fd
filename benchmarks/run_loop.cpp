// Times a scenario's building and its run loop, each by itself: no recording, no files, no pictures. One JSON object per
// repeat on standard output.
#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cmath>
#include <iostream>
#include <nlohmann/json.hpp>

#include "benchmarks/spike_statistics.h"
#include "engine/network/network.h"
#include "engine/recording/spike_digest.h"
#include "engine/scenario/reader.h"
#include "engine/simulation/simulation.h"

namespace spikelight::benchmarks {
namespace {

using Json = nlohmann::ordered_json;

/// Intervals a neuron must have for its variation to count.
constexpr std::uint32_t least_intervals = 5;

/// Takes in the spikes; the run loop's clock stands still meanwhile.
class Listener : public RunObserver {
  public:
    explicit Listener(std::size_t neurons) : statistics(neurons) {}
    void spikes(std::int64_t, std::int64_t, std::span<const Spike> spikes) override {
        digest.update(spikes);
        statistics.add(spikes);
    }
    void trace_row(std::size_t, std::size_t, std::int64_t, std::span<const double>) override {}
    void command(std::int64_t, std::span<const double>) override {}

    SpikeDigest digest;
    SpikeStatistics statistics;
};

double seconds_since(std::chrono::steady_clock::time_point begin) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

/// Processor time of all threads so far, s: what wall time would be on an idle machine with one thread.
double processor_seconds() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    auto seconds = [](const timeval& t) { return double(t.tv_sec) + 1e-6 * double(t.tv_usec); };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

std::uint64_t peak_memory_bytes() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return std::uint64_t(usage.ru_maxrss) * 1024;
}

Json measure(const Scenario& scenario, int threads) {
    // Build.
    auto begin = std::chrono::steady_clock::now();
    double processor_begin = processor_seconds();
    NetworkData network = make_network(scenario, place_neurons(scenario));
    auto backend = make_cpu_backend(threads);
    BuildSummary built = backend->build(network);
    double build_s = seconds_since(begin);
    double build_processor_s = processor_seconds() - processor_begin;

    // Run.
    std::atomic<bool> stop = false;
    Listener listener(network.neuron_count());
    processor_begin = processor_seconds();
    SimulationOutcome outcome = simulate(scenario, *backend, listener, stop);
    double run_processor_s = processor_seconds() - processor_begin;

    // Tell.
    double synapses = 0;
    for (std::uint64_t count : built.synapses) synapses += double(count);
    double updates = double(network.neuron_count()) * double(outcome.steps_done);
    double events = double(backend->synaptic_events());
    double biological_s = double(outcome.steps_done) * scenario.simulation.dt;
    double variation = listener.statistics.mean_variation(least_intervals);
    double rate = double(listener.statistics.spike_count()) / network.neuron_count() / biological_s;
    return {
        {"scenario", scenario.title},
        {"device", backend->device()},
        {"threads", backend->threads()},
        {"neurons", network.neuron_count()},
        {"synapses", std::uint64_t(synapses)},
        {"biological_s", biological_s},
        {"build_s", build_s},
        {"build_processor_s", build_processor_s},
        {"run_s", outcome.simulate_s},
        {"run_processor_s", run_processor_s},
        {"real_time_factor", outcome.simulate_s / biological_s},
        {"updates", updates},
        {"events", events},
        {"updates_per_s", updates / outcome.simulate_s},
        {"events_per_s", events / outcome.simulate_s},
        {"rate_hz", rate},
        {"variation", std::isnan(variation) ? Json() : Json(variation)},
        {"digest", listener.digest.hexadecimal()},
        {"bytes_per_synapse", synapses > 0 ? Json(double(built.memory_bytes) / synapses) : Json()},
        {"peak_memory_bytes", peak_memory_bytes()}};
}

int run(int argc, char** argv) {
    CLI::App app("Times a scenario's building and run loop");
    std::string file, duration;
    std::vector<std::string> settings;
    int threads = 0, repeats = 1;
    app.add_option("scenario", file, "TOML file")->required();
    app.add_option("--threads", threads, "0: as many as the network is worth");
    app.add_option("--repeat", repeats, "how often to build and run")->check(CLI::PositiveNumber);
    app.add_option("--duration", duration,
                   "biological time instead of the scenario's, e.g. '100 ms'");
    app.add_option("--set", settings, "key.path=value, as `spikelight run` takes it");
    CLI11_PARSE(app, argc, argv);

    std::vector<Override> overrides;
    for (const std::string& setting : settings) {
        std::size_t equals = setting.find('=');
        if (equals == std::string::npos)
            throw std::runtime_error("--set " + setting + " has no '='. Write key=value");
        overrides.emplace_back(setting.substr(0, equals), setting.substr(equals + 1));
    }
    if (!duration.empty()) overrides.emplace_back("simulation.duration", duration);
    Scenario scenario = read_scenario(file, overrides).scenario;
    for (int repeat = 0; repeat < repeats; ++repeat)
        std::cout << measure(scenario, threads).dump() << std::endl;
    return 0;
}

}  // namespace
}  // namespace spikelight::benchmarks

int main(int argc, char** argv) {
    try {
        return spikelight::benchmarks::run(argc, argv);
    } catch (const std::exception& error) {
        std::cerr << error.what() << "\n";
        return 1;
    }
}
