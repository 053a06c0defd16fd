#include "engine/simulation/trace_reader.h"

#include <algorithm>
#include <stdexcept>

#include "engine/scenario/model_names.h"
#include "engine/scenario/opsin_library.h"

namespace spikelight {
namespace {

/// Steps in a stretch, where there is little to trace.
constexpr std::int64_t longest = std::int64_t(1) << 20;

Variable variable_of(const std::string& name) {
    if (std::optional<Variable> variable = find_scenario_name<Variable>(name)) return *variable;
    throw std::invalid_argument("a trace of " + name + " (no such variable)");
}

/// Which of a population's opsins has a state; 0 for what is no state of an opsin.
int find_opsin(const Scenario& scenario, std::size_t population, const std::string& state) {
    int index = 0;
    for (const Opsin& opsin : scenario.opsins) {
        if (opsin.population != population) continue;
        const std::vector<std::string>& states = opsin_states(opsin.kind);
        if (std::find(states.begin(), states.end(), state) != states.end()) return index;
        ++index;
    }
    return 0;
}

}  // namespace

TraceReader::TraceReader(const Scenario& scenario) {
    for (const Trace& trace : scenario.record.traces) {
        Probe& probe = probes_.emplace_back();
        probe.every = trace.every_steps;
        for (const std::string& name : trace.variables)
            probe.what.push_back({std::uint32_t(trace.population), variable_of(name),
                                  find_opsin(scenario, trace.population, name), trace.neurons});
    }
}

std::int64_t TraceReader::longest_stretch() const {
    double values_per_step = 0;
    for (const Probe& probe : probes_)
        values_per_step += double(probe.size()) / double(probe.every);
    // So many of 8 bytes.
    constexpr double most_values = 1 << 19;
    return values_per_step * double(longest) <= most_values
               ? longest
               : std::max<std::int64_t>(1, std::int64_t(most_values / values_per_step));
}

void TraceReader::tell(std::int64_t from, std::int64_t to, const Backend& backend,
                       RunObserver& observer) const {
    for (std::int64_t step = next_due(probes_, from); step < to; step = next_due(probes_, step + 1))
        for (std::size_t t = 0; t < probes_.size(); ++t) {
            if (!probes_[t].due(step)) continue;
            std::uint64_t row = probes_[t].rows(from, step);
            std::span<const double> values =
                backend.rows(t).subspan(row * probes_[t].size(), probes_[t].size());
            for (std::size_t v = 0; v < probes_[t].what.size(); ++v) {
                std::size_t size = probes_[t].what[v].neurons.size();
                observer.trace_row(t, v, step, values.subspan(v * size, size));
            }
        }
}

}  // namespace spikelight
