// Advances networks in turn, a slice of biological time each, and compares the times slice by slice: the ratio holds on a
// machine whose speed drifts, as the slices that are compared follow each other within milliseconds. One JSON object.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <iostream>
#include <nlohmann/json.hpp>

#include "engine/network/network.h"
#include "engine/recording/spike_digest.h"
#include "engine/scenario/reader.h"

namespace spikelight::benchmarks {
namespace {

using Json = nlohmann::ordered_json;

/// A network in motion. Lights keep their initial irradiance: there is no controller.
class Run {
  public:
    Run(const std::string& file, int threads)
        : scenario_(read_scenario(file).scenario),
          network_(make_network(scenario_, place_neurons(scenario_))),
          backend_(make_cpu_backend(threads)) {
        backend_->build(network_);
        std::vector<double> irradiance;
        for (const Light& light : scenario_.lights)
            irradiance.insert(irradiance.end(), light.initial.begin(), light.initial.end());
        backend_->command(irradiance);
    }

    /// Advances by a slice of biological time, s. Returns the wall time of it, s.
    double advance(double slice) {
        auto steps = std::int64_t(slice / scenario_.simulation.dt + 0.5);
        auto begin = std::chrono::steady_clock::now();
        backend_->advance(step_, step_ + steps);
        double taken =
            std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
        step_ += steps;
        digest_.update(backend_->spikes());
        return taken;
    }

    Json summary() const {
        return {{"scenario", scenario_.title},
                {"biological_s", double(step_) * scenario_.simulation.dt},
                {"events", backend_->synaptic_events()},
                {"digest", digest_.hexadecimal()}};
    }
    std::string device() const { return backend_->device(); }

  private:
    Scenario scenario_;
    NetworkData network_;
    std::unique_ptr<Backend> backend_;
    SpikeDigest digest_;
    std::int64_t step_ = 0;
};

/// Lowest, quartiles and highest of some numbers.
Json spread(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    auto at = [&](double part) {
        return values[std::size_t(part * double(values.size() - 1) + 0.5)];
    };
    return {{"lowest", at(0)},
            {"quartile", at(0.25)},
            {"median", at(0.5)},
            {"three_quarters", at(0.75)},
            {"highest", at(1)}};
}

int run(int argc, char** argv) {
    CLI::App app("Advances networks in turn and compares their times with the first one's");
    std::vector<std::string> files;
    int threads = 1, slices = 100;
    double slice_ms = 10;
    app.add_option("scenarios", files, "TOML files")->required();
    app.add_option("--threads", threads, "for each network")->check(CLI::PositiveNumber);
    app.add_option("--slices", slices, "how many to compare, after one that is not counted")
        ->check(CLI::PositiveNumber);
    app.add_option("--slice", slice_ms, "biological time of a slice, ms")
        ->check(CLI::PositiveNumber);
    CLI11_PARSE(app, argc, argv);

    std::vector<std::unique_ptr<Run>> runs;
    for (const std::string& file : files) runs.push_back(std::make_unique<Run>(file, threads));
    std::vector<std::vector<double>> times(runs.size()), ratios(runs.size());
    for (int slice = 0; slice <= slices; ++slice)
        for (std::size_t r = 0; r < runs.size(); ++r) {
            double taken = runs[r]->advance(slice_ms / 1000);
            if (slice == 0) continue;
            times[r].push_back(taken);
            ratios[r].push_back(taken / times[0].back());
        }

    Json result = {{"device", runs[0]->device()}, {"threads", threads}, {"slice_ms", slice_ms}};
    for (std::size_t r = 0; r < runs.size(); ++r) {
        Json one = runs[r]->summary();
        one["slice_s"] = spread(times[r]);
        one["of_the_first"] = spread(ratios[r]);
        result["runs"].push_back(one);
    }
    std::cout << result.dump(1) << std::endl;
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
