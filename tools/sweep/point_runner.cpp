#include "tools/sweep/point_runner.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <thread>

#include "engine/network/network.h"
#include "tools/command_line.h"
#include "tools/experiment.h"

namespace spikelight {
namespace {

/// Becomes this program anew. Returns never; throws std::runtime_error.
[[noreturn]] void become(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "spikelight");
    std::vector<char*> argv;
    for (std::string& argument : arguments) argv.push_back(argument.data());
    argv.push_back(nullptr);
    execv("/proc/self/exe", argv.data());
    throw std::runtime_error(fmt::format("cannot start {} ({})", argv[0], std::strerror(errno)));
}

}  // namespace

std::shared_ptr<const DrawnSynapses> PointRunner::draw(const std::vector<Override>& values,
                                                       int drawing_threads) const {
    std::shared_ptr<const DrawnSynapses> synapses;
    // OpenMP keeps a team for each thread that asked for one, and a copy would wait for a team that it has not: let a
    // thread ask that is gone before anything is copied.
    std::thread([&] {
        try {
            const Scenario point = read_scenario(scenario, values).scenario;
            synapses =
                draw_synapses(make_network(point, place_neurons(point)), threads, drawing_threads);
        } catch (const std::exception&) {
            synapses.reset();
        }
    }).join();
    return synapses;
}

std::function<int()> PointRunner::work(const std::vector<Override>& values,
                                       const std::filesystem::path& run,
                                       std::shared_ptr<const DrawnSynapses> synapses) const {
    if (shares_synapses()) {
        ExperimentOptions options;
        options.backend = backend;
        options.threads = threads;
        options.synapses = std::move(synapses);
        options.video = video;
        options.external = external;
        options.force = options.quiet = true;
        return [scenario = scenario, values, run, options] {
            return perform([&] { return run_experiment(scenario, values, run, options); });
        };
    }
    std::vector<std::string> arguments = {
        "run",     scenario.string(), "--out", run.string(), "--quiet",
        "--force", "--backend",       backend, "--threads",  std::to_string(threads)};
    if (!video) arguments.push_back("--no-video");
    if (!external) arguments.push_back("--no-external");
    for (const auto& [path, value] : values) {
        arguments.push_back("--set");
        arguments.push_back(fmt::format("{}={}", path, value));
    }
    return [arguments]() -> int { become(arguments); };
}

}  // namespace spikelight
