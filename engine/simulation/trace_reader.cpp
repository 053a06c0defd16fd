#include "engine/simulation/trace_reader.h"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "engine/scenario/opsin_library.h"

namespace spikelight {
namespace {

/// Steps in a stretch, where there is little to trace.
constexpr std::int64_t longest = std::int64_t(1) << 20;

constexpr std::array<std::pair<std::string_view, Variable>, 12> variables = {{
    {"v", Variable::v},
    {"input", Variable::input},
    {"refractory", Variable::refractory},
    {"photocurrent", Variable::photocurrent},
    {"irradiance", Variable::irradiance},
    {"w", Variable::w},
    {"C1", Variable::C1},
    {"O1", Variable::O1},
    {"O2", Variable::O2},
    {"P0", Variable::P0},
    {"P4", Variable::P4},
    {"Cl_in", Variable::Cl_in},
}};

Variable find_variable(const std::string& name) {
    auto is_it = [&](const auto& entry) { return entry.first == name; };
    auto found = std::find_if(variables.begin(), variables.end(), is_it);
    if (found == variables.end())
        throw std::invalid_argument("a trace of " + name + " (no such variable)");
    return found->second;
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
            probe.what.push_back({std::uint32_t(trace.population), find_variable(name),
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
