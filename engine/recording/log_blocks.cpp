#include "engine/recording/log_blocks.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "engine/control/loop.h"
#include "engine/recording/run_buffers.h"
#include "kernels/backend.h"

namespace spikelight {
namespace {

/// Bytes of a step and as many numbers.
std::size_t row_bytes(std::size_t numbers) {
    return sizeof(std::int64_t) + numbers * sizeof(double);
}

bool are_spikes(const LogBlock& block, const Scenario& scenario) {
    const std::vector<Spike> spikes = block.values<Spike>();
    const std::int64_t neurons = scenario.neuron_count();
    return block.payload.size() % sizeof(Spike) == 0 &&
           std::all_of(spikes.begin(), spikes.end(),
                       [&](const Spike& spike) { return spike.neuron < neurons; });
}

bool are_trace_rows(const LogBlock& block, const Scenario& scenario) {
    TraceBlockHeader header;
    if (block.payload.size() < sizeof header) return false;
    std::copy_n(block.payload.data(), sizeof header, reinterpret_cast<char*>(&header));
    const std::vector<Trace>& traces = scenario.record.traces;
    if (header.trace >= traces.size() || header.variable >= traces[header.trace].variables.size())
        return false;
    const std::size_t value =
        scenario.simulation.precision == Precision::float64 ? sizeof(double) : sizeof(float);
    const std::size_t row = value * traces[header.trace].neurons.size();
    return row > 0 && (block.payload.size() - sizeof header) % row == 0;
}

bool are_commands(const LogBlock& block, const Scenario& scenario) {
    const std::size_t row = row_bytes(scenario.source_count());
    if (block.payload.size() % row != 0) return false;
    for (std::size_t at = 0; at < block.payload.size(); at += sizeof(double)) {
        double value = 0;
        std::copy_n(block.payload.data() + at, sizeof value, reinterpret_cast<char*>(&value));
        // A row begins with its step.
        if (at % row != 0 && !(value >= 0 && std::isfinite(value))) return false;
    }
    return true;
}

bool are_decisions(const LogBlock& block, const Scenario& scenario) {
    const std::vector<Decision> decisions = block.values<Decision>();
    return block.payload.size() % sizeof(Decision) == 0 &&
           std::all_of(decisions.begin(), decisions.end(), [&](const Decision& decision) {
               return decision.controller < scenario.controllers.size() &&
                      decision.light < scenario.lights.size();
           });
}

bool is_right(const LogBlock& block, const Scenario& scenario) {
    const std::size_t channels = scenario.signals().size() - scenario.populations.size();
    switch (block.kind) {
        case BlockKind::spikes:
            return are_spikes(block, scenario);
        case BlockKind::trace:
            return are_trace_rows(block, scenario);
        case BlockKind::command:
            return are_commands(block, scenario);
        case BlockKind::decision:
            return are_decisions(block, scenario);
        case BlockKind::observables:
            return channels > 0 && block.payload.size() % row_bytes(channels) == 0;
    }
    return false;
}

}  // namespace

void check_block(const LogBlock& block, const Scenario& scenario) {
    if (is_right(block, scenario)) return;
    throw std::runtime_error(
        fmt::format("block {} of the log is not of this scenario (its kind is {}, its length {}). "
                    "Run the scenario from the beginning",
                    block.sequence, static_cast<std::uint32_t>(block.kind), block.payload.size()));
}

}  // namespace spikelight
