#include "engine/simulation/trace_reader.h"

#include <algorithm>
#include <array>
#include <limits>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "engine/scenario/opsin_library.h"

namespace spikelight {
namespace {

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

TraceReader::TraceReader(const Scenario& scenario) : scenario_(scenario) {
    for (const Trace& trace : scenario.record.traces) {
        std::vector<Observation>& row = observations_.emplace_back();
        for (const std::string& name : trace.variables)
            row.push_back({std::uint32_t(trace.population), find_variable(name),
                           find_opsin(scenario, trace.population, name), trace.neurons});
    }
}

std::int64_t TraceReader::next(std::int64_t step) const {
    std::int64_t next = std::numeric_limits<std::int64_t>::max();
    for (const Trace& trace : scenario_.record.traces)
        next =
            std::min(next, (step + trace.every_steps - 1) / trace.every_steps * trace.every_steps);
    return next;
}

void TraceReader::read(std::int64_t step, Backend& backend, RunObserver& observer,
                       Stopwatch& device_time) {
    for (std::size_t t = 0; t < observations_.size(); ++t) {
        if (step % scenario_.record.traces[t].every_steps != 0) continue;
        for (std::size_t v = 0; v < observations_[t].size(); ++v) {
            values_.resize(observations_[t][v].neurons.size());
            {
                Stopwatch::Lap lap(device_time);
                backend.observe(step, observations_[t][v], values_);
            }
            observer.trace_row(t, v, step, values_);
        }
    }
}

}  // namespace spikelight
