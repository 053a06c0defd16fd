// [record] and [[record.trace]].
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <numeric>
#include <set>

#include "engine/scenario/model_names.h"
#include "engine/scenario/opsin_library.h"
#include "engine/scenario/section_readers.h"

namespace spikelight {
namespace {

/// Each takes four bytes in memory, and a number in every row of the file.
constexpr std::int64_t most_traced = std::int64_t{1} << 26;

// True of an opsin that could not be read: its trace is not to blame.
bool has_state(const Node& opsin, const std::string& state) {
    const Node* model = opsin.find("model");
    if (!model || std::count(opsin_models().begin(), opsin_models().end(), model->string) == 0)
        return true;
    const std::vector<std::string>& states = opsin_states(opsin_kind(model->string));
    return std::count(states.begin(), states.end(), state) > 0;
}

bool is_opsin_state(const std::string& name) {
    for (const std::string& model : opsin_models()) {
        const std::vector<std::string>& states = opsin_states(opsin_kind(model));
        if (std::count(states.begin(), states.end(), name) > 0) return true;
    }
    return false;
}

struct OpsinCounts {
    std::size_t all = 0, with_state = 0;
};

// Opsins that are written for a population, also those that could not be read.
OpsinCounts count_opsins(const Document& document, const std::string& population,
                         const std::string& state) {
    OpsinCounts counts;
    const Node* opsins = document.root().find("opsin");
    if (opsins && !opsins->is(Node::Kind::array)) return {1, 1};
    if (opsins)
        for (const Node& opsin : opsins->children)
            if (const Node* name = opsin.find("population"); name && name->string == population) {
                ++counts.all;
                counts.with_state += has_state(opsin, state);
            }
    return counts;
}

void check_variable(Document& document, const Node& node, const Scenario& scenario,
                    std::size_t population) {
    const std::string& name = node.string;
    const NeuronModel model = scenario.populations[population].model;
    if (model == NeuronModel::poisson && name != "irradiance") {
        document.problem(node, "a poisson source has no membrane and no state", "Remove it");
        return;
    }
    if (name == "w" && model != NeuronModel::adex)
        document.problem(
            node, fmt::format("population {} is no adex", scenario.populations[population].name),
            "Remove the variable, or choose model = \"adex\"");
    const bool is_state = is_opsin_state(name);
    const OpsinCounts opsins = count_opsins(document, scenario.populations[population].name, name);
    if ((is_state || name == "photocurrent") && opsins.all == 0)
        document.problem(
            node, fmt::format("population {} has no opsin", scenario.populations[population].name),
            "Add an [[opsin]], or remove the variable");
    else if (is_state && opsins.with_state == 0)
        document.problem(node,
                         fmt::format("no opsin of population {} has this state",
                                     scenario.populations[population].name),
                         "Name one of its states, or record photocurrent");
    if (is_state && opsins.with_state > 1)
        document.problem(node,
                         fmt::format("population {} has {} opsins with this state",
                                     scenario.populations[population].name, opsins.with_state),
                         "Record photocurrent, their sum, instead");
    if (name != "irradiance") return;
    if (!has_positions(scenario.populations[population]))
        document.problem(
            node,
            fmt::format("population {} has no positions", scenario.populations[population].name),
            "Give it a position, or remove the variable");
    else if (scenario.lights.empty())
        document.problem(node, "the scenario has no light",
                         "Add a [[light]], or remove the variable");
}

void read_variables(Document& document, const Node& node, const Scenario& scenario,
                    std::set<std::pair<std::size_t, std::string>>& taken, Trace& trace) {
    if (!node.is(Node::Kind::array) || node.children.empty()) {
        document.problem(node, "a list of variables is needed", "Write e.g. [\"v\"]");
        return;
    }
    for (const Node& child : node.children) {
        if (!read_choice(document, child, scenario_names<Variable>())) continue;
        check_variable(document, child, scenario, trace.population);
        if (!taken.emplace(trace.population, child.string).second)
            document.problem(child,
                             fmt::format("{} of this population is recorded already", child.string),
                             "Keep one trace per variable and population");
        trace.variables.push_back(child.string);
    }
}

// start:stop or start:stop:step, stop excluded.
std::optional<std::vector<std::int64_t>> parse_slice(const std::string& text) {
    std::vector<std::int64_t> parts;
    const char *at = text.data(), *end = at + text.size();
    for (;;) {
        std::int64_t value = 0;
        const auto [next, error] = std::from_chars(at, end, value);
        if (error != std::errc() || value < 0) return std::nullopt;
        parts.push_back(value);
        if (next == end) break;
        if (*next != ':') return std::nullopt;
        at = next + 1;
    }
    if (parts.size() == 2) parts.push_back(1);
    return parts.size() == 3 && parts[2] > 0 ? std::optional(parts) : std::nullopt;
}

// Refuses before anything is allocated for them.
bool has_room(Document& document, const Node& node, std::int64_t count) {
    if (count <= most_traced) return true;
    document.problem(node,
                     fmt::format("{} neurons in one trace, at most {} can be", count, most_traced),
                     "Choose fewer, e.g. \"0:1000000:1000\"");
    return false;
}

void read_slice(Document& document, const Node& node, std::int64_t size, Trace& trace) {
    std::optional<std::vector<std::int64_t>> slice =
        node.string == "all" ? std::optional(std::vector<std::int64_t>{0, size, 1})
                             : parse_slice(node.string);
    if (!slice) {
        document.problem(node, "neither \"all\" nor a range", "Write e.g. \"0:400:100\"");
        return;
    }
    const std::int64_t start = (*slice)[0], stop = (*slice)[1], step = (*slice)[2];
    if (stop > size || start >= stop) {
        document.problem(
            node,
            stop > size ? fmt::format("the population has {} neurons", size) : "the range is empty",
            fmt::format("Choose neurons from 0:{}", size));
        return;
    }
    // Divide rather than add, lest a large step overflow.
    const std::int64_t count = (stop - start - 1) / step + 1;
    if (!has_room(document, node, count)) return;
    for (std::int64_t i = 0; i < count; ++i)
        trace.neurons.push_back(static_cast<std::uint32_t>(start + i * step));
}

void read_neurons(Document& document, const Node& node, std::int64_t size, Trace& trace) {
    if (size == 0) return;
    if (node.is(Node::Kind::string)) return read_slice(document, node, size, trace);
    if (!node.is(Node::Kind::array) || node.children.empty()) {
        document.problem(node, "\"all\", a range or a list of indices is needed",
                         "Write e.g. \"0:400:100\"");
        return;
    }
    std::set<std::int64_t> neurons;
    for (const Node& child : node.children) {
        const std::optional<std::int64_t> neuron = read_integer(document, child, 0, size - 1);
        if (neuron && !neurons.insert(*neuron).second)
            document.problem(child, "named twice", "Name it once");
    }
    trace.neurons.assign(neurons.begin(), neurons.end());
}

void read_trace(Document& document, const Node& node, Scenario& scenario,
                std::set<std::pair<std::size_t, std::string>>& taken) {
    TableReader table(document, node, "[[record.trace]]",
                      {"population", "variables", "neurons", "every"});
    Trace trace;
    // Read what does not depend on the population.
    if (const Node* every = table.find("every"))
        if (std::optional<double> time =
                read_quantity(document, *every, kinds::time, ranges::positive))
            if (std::optional<std::int64_t> steps =
                    whole_steps(document, *every, *time, scenario.simulation.dt)) {
                if (*steps == 0) document.problem(*every, "shorter than a step", "Lengthen it");
                trace.every_steps = std::max<std::int64_t>(1, *steps);
            }
    const Node* wanted = table.require("variables", "[\"v\"]");
    std::optional<std::size_t> population;
    if (const Node* name = table.require("population", "\"exc\""))
        population = read_reference(document, *name, population_names(scenario), "population");
    if (!population) return;
    trace.population = *population;
    if (wanted) read_variables(document, *wanted, scenario, taken, trace);
    const std::int64_t size = scenario.populations[*population].size;
    if (const Node* neurons = table.find("neurons")) {
        read_neurons(document, *neurons, size, trace);
    } else if (has_room(document, table.table(), size)) {
        trace.neurons.resize(static_cast<std::size_t>(size));
        std::iota(trace.neurons.begin(), trace.neurons.end(), 0);
    }
    scenario.record.traces.push_back(std::move(trace));
}

}  // namespace

void read_record(Document& document, Scenario& scenario) {
    const std::vector<std::string> populations = population_names(scenario);
    // Spikes are recorded unless the scenario says otherwise.
    scenario.record.spikes.resize(populations.size());
    std::iota(scenario.record.spikes.begin(), scenario.record.spikes.end(), 0);
    const Node* node = find_table(document, document.root(), "record");
    if (!node) return;
    TableReader table(document, *node, "[record]", {"spikes", "trace"});
    if (const Node* spikes = table.find("spikes")) {
        if (spikes->is(Node::Kind::boolean)) {
            if (!spikes->boolean) scenario.record.spikes.clear();
        } else if (std::optional<std::vector<std::size_t>> named =
                       read_names(document, *spikes, populations, "population")) {
            scenario.record.spikes = std::move(*named);
        }
    }
    std::set<std::pair<std::size_t, std::string>> taken;
    for_each_table(document, *node, "trace",
                   [&](const Node& trace) { read_trace(document, trace, scenario, taken); });
}

}  // namespace spikelight
