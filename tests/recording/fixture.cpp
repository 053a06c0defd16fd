#include "tests/recording/fixture.h"

#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cstdio>

namespace spikelight::testing {

ReadResult make_read_result() {
    ReadResult read;
    Scenario& scenario = read.scenario;
    scenario.title = "Recorder's test";
    scenario.seed = 17;
    scenario.simulation = {1000, 1e-4, Precision::float32};
    for (auto [name, size] : {std::pair{"exc", 5}, {"inh", 3}, {"silent", 2}}) {
        Population& population = scenario.populations.emplace_back();
        population.name = name;
        population.size = size;
    }
    Light& light = scenario.lights.emplace_back();
    light.name = "fibers";
    light.positions.resize(2);
    Projection& projection = scenario.projections.emplace_back();
    projection.name = "ei";
    scenario.record.spikes = {1, 2};
    scenario.record.traces = {{0, {"v", "photocurrent"}, {0, 2, 4}, 10}, {1, {"v"}, {0, 1, 2}, 5}};
    read.repeatable_text = "format = 1\n";
    return read;
}

std::vector<std::vector<glm::dvec3>> make_positions(const ReadResult& read) {
    std::vector<std::vector<glm::dvec3>> positions(read.scenario.populations.size());
    for (int i = 0; i < read.scenario.populations[0].size; ++i)
        positions[0].emplace_back(1e-4 * i, -2.5e-5 * i, 3e-4 + 1e-6 * i / 3);
    return positions;
}

std::vector<Spike> make_spikes(std::int64_t from, std::int64_t to) {
    std::vector<Spike> spikes;
    for (std::int64_t step = from; step < to; ++step)
        for (std::int64_t neuron = 0; neuron < 8; ++neuron)
            if ((7 * step + 3 * neuron) % 11 == 0)
                spikes.push_back(
                    {static_cast<std::uint32_t>(step), static_cast<std::uint32_t>(neuron)});
    return spikes;
}

double trace_value(std::size_t trace, std::size_t variable, std::int64_t step, std::size_t neuron) {
    const double place = static_cast<double>(step) + 1000.0 * static_cast<double>(neuron);
    if (variable == 1) return 1e-12 * place;                          // photocurrent, A
    return -0.07 + 1e-6 * place + 0.01 * static_cast<double>(trace);  // v, V
}

void feed(RunRecorder& recorder, const Scenario& scenario, std::int64_t from, std::int64_t to) {
    for (std::int64_t step = from; step < to; step = std::min(step + 15, to)) {
        const std::int64_t next = std::min(step + 15, to);
        for (std::int64_t k = step; k < next; ++k) {
            // The light changes at 0 and at step 510.
            if (k == 0) recorder.command(k, std::array{10000.0, 0.0});
            if (k == 510) recorder.command(k, std::array{0.0, 12345.678});
            for (std::size_t t = 0; t < scenario.record.traces.size(); ++t) {
                const Trace& trace = scenario.record.traces[t];
                if (k % trace.every_steps != 0) continue;
                for (std::size_t v = 0; v < trace.variables.size(); ++v) {
                    std::vector<double> row;
                    for (std::size_t i = 0; i < trace.neurons.size(); ++i)
                        row.push_back(trace_value(t, v, k, i));
                    recorder.trace_row(t, v, k, row);
                }
            }
        }
        recorder.spikes(step, next, make_spikes(step, next));
    }
}

RunFacts make_facts(std::int64_t steps_done, std::vector<std::uint64_t> synapses) {
    RunFacts facts;
    facts.backend = "cpu";
    facts.device = "a test";
    facts.threads = 2;
    facts.synapses = std::move(synapses);
    facts.synaptic_events = 4242;
    facts.steps_done = steps_done;
    facts.timing_s = {1, 2, 0.5, 3, 4, 5, 15};
    return facts;
}

std::string record_run(const std::filesystem::path& directory, const ReadResult& read,
                       std::int64_t steps_done) {
    RunRecorder recorder(directory, read, make_positions(read), false);
    feed(recorder, read.scenario, 0, steps_done);
    recorder.finish(make_facts(steps_done));
    recorder.publish();
    return recorder.spike_digest();
}

std::string run_command(const std::string& command, int& status) {
    FILE* pipe = popen((command + " 2>&1").c_str(), "r");
    if (!pipe) throw std::runtime_error("cannot run " + command);
    std::string output;
    for (int c; (c = std::fgetc(pipe)) != EOF;) output += static_cast<char>(c);
    const int result = pclose(pipe);
    status = WIFEXITED(result) ? WEXITSTATUS(result) : -1;
    return output;
}

}  // namespace spikelight::testing
