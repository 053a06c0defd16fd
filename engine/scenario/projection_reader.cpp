// [[projection]].
#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "engine/scenario/csv_columns.h"
#include "engine/scenario/model_names.h"
#include "engine/scenario/overrides.h"
#include "engine/scenario/section_readers.h"
#include "engine/scenario/value_forms.h"

namespace spikelight {
namespace {

constexpr std::int64_t no_limit = std::numeric_limits<std::int64_t>::max();

void read_distance(Document& document, const Node& node, const Scenario& scenario,
                   Projection& projection) {
    TableReader table(document, node, node.name(), {"p0", "sigma", "profile"});
    if (table.require("p0", "0.5")) table.number("p0", projection.probability, ranges::probability);
    if (table.require("sigma", "\"100 um\""))
        table.quantity("sigma", projection.sigma, kinds::length, ranges::positive);
    if (const Node* profile = table.find("profile"))
        if (std::optional<std::size_t> choice =
                read_choice(document, *profile, {"gaussian", "exponential"}))
            projection.profile = static_cast<DistanceProfile>(*choice);
    for (std::size_t end : {projection.from, projection.to}) {
        const Population& population = scenario.populations[end];
        if (!has_positions(population)) {
            document.problem(node, fmt::format("population {} has no positions", population.name),
                             "Give it a position, or choose another rule");
            break;
        }
    }
}

// Draws that may repeat a pair can be any number, but places within a few rows are counted in 32 bits.
void check_repeated(Document& document, const Node& node, const Projection& projection,
                    double sources, double targets) {
    constexpr double most = 1 << 20;
    const double count = static_cast<double>(projection.count);
    double per_source = count;
    if (projection.rule == ConnectRule::in_degree) per_source = count * targets / sources;
    if (projection.rule == ConnectRule::total) per_source = count / sources;
    if (per_source > most)
        document.problem(node,
                         fmt::format("{:.4g} synapses of each source, repeated draws make at most "
                                     "{:.0f}",
                                     per_source, most),
                         "Lower it");
}

// Degrees and totals may not exceed the distinct partners there are.
void check_count(Document& document, const Node& node, const Scenario& scenario,
                 const Projection& projection) {
    const std::int64_t sources = scenario.populations[projection.from].size,
                       targets = scenario.populations[projection.to].size;
    if (sources == 0 || targets == 0) return;
    if (projection.multiple)
        return check_repeated(document, node, projection, static_cast<double>(sources),
                              static_cast<double>(targets));
    const bool loops_excluded = projection.from == projection.to && !projection.self;
    std::int64_t available = no_limit;
    std::string what;
    if (projection.rule == ConnectRule::in_degree) {
        available = sources - loops_excluded;
        what = "sources per target";
    } else if (projection.rule == ConnectRule::out_degree) {
        available = targets - loops_excluded;
        what = "targets per source";
    } else if (projection.rule == ConnectRule::total && sources < no_limit / targets) {
        available = sources * targets - (loops_excluded ? sources : 0);
        what = "pairs";
    }
    if (projection.count > available)
        document.problem(node, fmt::format("there are only {} {}", available, what),
                         "Lower it, or allow multiple = true");
}

void read_pairs(CsvInput& input, const Scenario& scenario, Projection& projection) {
    const std::int64_t source_count = scenario.populations[projection.from].size,
                       target_count = scenario.populations[projection.to].size;
    if (!input.is_open() || source_count == 0 || target_count == 0) return;
    const std::optional<std::size_t> pre = input.require_column("pre"),
                                     post = input.require_column("post");
    std::optional<std::vector<std::uint32_t>> sources, targets;
    if (pre) sources = input.indices(*pre, source_count);
    if (post) targets = input.indices(*post, target_count);
    if (!sources || !targets) return;
    projection.pre = std::move(*sources);
    projection.post = std::move(*targets);
    if (projection.from != projection.to || projection.self) return;
    for (std::size_t row = 0; row < projection.pre.size(); ++row)
        if (projection.pre[row] == projection.post[row])
            input.problem(
                row, fmt::format("pre = post = {} (self = false in the scenario). Remove the row",
                                 projection.pre[row]));
}

void read_flag(Document& document, const Node& rule, const Scenario& scenario,
               const Projection& projection) {
    if (rule.key != "connect" && read_boolean(document, rule) == false)
        document.problem(rule, "false connects nothing", "Write true, or choose another rule");
    const std::int64_t sources = scenario.populations[projection.from].size,
                       targets = scenario.populations[projection.to].size;
    if (projection.rule == ConnectRule::one_to_one && sources != targets && sources > 0 &&
        targets > 0)
        document.problem(rule, fmt::format("{} neurons to {}", sources, targets),
                         "Make both populations equally large");
}

void read_rule(Document& document, const Node& rule, const Scenario& scenario,
               Projection& projection) {
    // A rule without parameters may be the string itself.
    const std::string& name =
        rule.is(Node::Kind::string) && rule.key == "connect" ? rule.string : rule.key;
    const std::vector<std::string> rules = scenario_names<ConnectRule>();
    projection.rule =
        static_cast<ConnectRule>(std::find(rules.begin(), rules.end(), name) - rules.begin());
    switch (projection.rule) {
        case ConnectRule::probability:
            projection.probability =
                read_quantity(document, rule, kinds::number, ranges::probability).value_or(0);
            break;
        case ConnectRule::in_degree:
        case ConnectRule::out_degree:
        case ConnectRule::total:
        case ConnectRule::window:
            projection.count = read_integer(document, rule, 0, no_limit).value_or(0);
            check_count(document, rule, scenario, projection);
            break;
        case ConnectRule::one_to_one:
        case ConnectRule::all_to_all:
            read_flag(document, rule, scenario, projection);
            break;
        case ConnectRule::distance:
            read_distance(document, rule, scenario, projection);
            break;
        case ConnectRule::list:
            break;
    }
}

// Synapses where they are counted before the network is drawn.
std::optional<std::int64_t> known_synapses(const Scenario& scenario, const Projection& projection) {
    if (projection.rule == ConnectRule::list)
        return static_cast<std::int64_t>(projection.pre.size());
    const bool loops_excluded = projection.from == projection.to && !projection.self;
    const std::int64_t sources = scenario.populations[projection.from].size,
                       targets = scenario.populations[projection.to].size;
    if (projection.rule == ConnectRule::one_to_one && !loops_excluded) return sources;
    if (projection.rule == ConnectRule::all_to_all && targets > 0 && sources < no_limit / targets)
        return sources * targets - (loops_excluded ? sources : 0);
    return std::nullopt;
}

// weight or delay, from the projection's own key or from a column of the list's file; whether there is one.
bool read_synaptic(TableReader& table, const char* key, const QuantityKind& kind, Range range,
                   CsvInput* input, std::optional<std::int64_t> count, Value& target) {
    Document& document = table.document();
    const Node* node = table.find(key);
    std::optional<std::size_t> column;
    if (input && input->is_open()) column = input->find_quantity(key, kind);
    if (node && column) {
        document.problem_at_key(
            *node, fmt::format("the file has {} as well", input->csv().header()[*column]),
            "Keep one of them");
    } else if (column) {
        if (std::optional<std::vector<double>> values = input->quantities(*column, kind, range))
            target = Value{Value::Kind::list, 0, 0, std::move(*values)};
    } else if (node) {
        if (std::optional<Value> value =
                read_value(document, *node, {kind, range, count, "synapses"}))
            target = std::move(*value);
    }
    return node || column;
}

// The table of one rule, or a string for a rule without parameters: `connect = "all_to_all"`.
const Node* find_rule(Document& document, const Node& connect) {
    if (connect.is(Node::Kind::string)) {
        return read_choice(document, connect, {"one_to_one", "all_to_all"}) ? &connect : nullptr;
    }
    const std::vector<std::string> rules = scenario_names<ConnectRule>();
    TableReader table(document, connect, "connect", rules);
    return table.require_one(rules);
}

// A spike on its way counts its steps in 16 bits. What a normal or lognormal draw exceeds them by is cut off.
void check_delay(TableReader& table, CsvInput* input, const Value& delay, double dt) {
    constexpr double most_steps = 65535;
    double longest = std::max(delay.a, delay.kind == Value::Kind::uniform ? delay.b : 0);
    for (double listed : delay.list) longest = std::max(longest, listed);
    if (!(longest / dt > most_steps + 0.5)) return;
    const std::string why = fmt::format("{:.4g} steps of dt = {:g} ms, a delay has at most {:.0f}",
                                        longest / dt, dt * 1e3, most_steps);
    if (const Node* node = table.find("delay"))
        table.document().problem(*node, why, "Shorten it, or lengthen dt");
    else if (const Node* connect = table.find("connect"); connect && input)
        table.document().problem(*connect, "its longest delay is of " + why,
                                 "Shorten it, or lengthen dt");
}

void read_weight_and_delay(TableReader& table, const Scenario& scenario, CsvInput* input,
                           Projection& projection) {
    Document& document = table.document();
    const std::optional<std::int64_t> count = known_synapses(scenario, projection);
    const bool weighted = read_synaptic(table, "weight", kinds::voltage, ranges::any, input, count,
                                        projection.weight);
    // A file that cannot be read may have the weights.
    if (!weighted && !(input && !input->is_open())) table.require("weight", "\"0.5 mV\"");
    read_synaptic(table, "delay", kinds::time, ranges::not_negative, input, count,
                  projection.delay);
    if (const Node* delay = table.find("delay");
        delay && projection.delay.kind == Value::Kind::constant &&
        !whole_steps(document, *delay, projection.delay.a, scenario.simulation.dt))
        return;
    check_delay(table, input, projection.delay, scenario.simulation.dt);
}

void read_connections(TableReader& table, Scenario& scenario, Projection& projection) {
    Document& document = table.document();
    table.boolean("self", projection.self);
    table.boolean("multiple", projection.multiple);
    std::optional<CsvInput> input;
    const Node* connect = table.require("connect", "{ probability = 0.1 }");
    if (const Node* rule = connect ? find_rule(document, *connect) : nullptr) {
        read_rule(document, *rule, scenario, projection);
        if (projection.rule == ConnectRule::list)
            read_pairs(input.emplace(document, *rule), scenario, projection);
        const bool counted = projection.rule == ConnectRule::in_degree ||
                             projection.rule == ConnectRule::out_degree ||
                             projection.rule == ConnectRule::total;
        if (projection.multiple && !counted)
            document.problem(*table.find("multiple"),
                             "only in_degree, out_degree and total can repeat a pair", "Remove it");
    }
    read_weight_and_delay(table, scenario, input ? &*input : nullptr, projection);
}

void read_projection(Document& document, const Node& node, Scenario& scenario) {
    TableReader table(document, node, "[[projection]]",
                      {"name", "from", "to", "connect", "self", "multiple", "weight", "delay"});
    Projection projection;
    const std::vector<std::string> populations = population_names(scenario);
    std::optional<std::size_t> from, to;
    if (const Node* name = table.require("from", "\"exc\""))
        from = read_reference(document, *name, populations, "population");
    if (const Node* name = table.require("to", "\"inh\""))
        to = read_reference(document, *name, populations, "population");
    if (to && scenario.populations[*to].model == NeuronModel::poisson)
        document.problem(*table.find("to"), "a poisson source takes no input",
                         "Choose another population, or remove the projection");

    // An unnamed projection is from_to.
    std::vector<std::string> taken;
    for (const Projection& other : scenario.projections) taken.push_back(other.name);
    projection.name = read_name(table, taken);
    if (!table.find("name") && from && to) {
        projection.name = unnamed_projection(populations[*from], populations[*to]);
        if (std::find(taken.begin(), taken.end(), projection.name) != taken.end())
            document.missing(
                node, "name",
                fmt::format("another [[projection]] is called {} already", projection.name),
                "Give it a name");
    }
    // Without both ends nothing else can be judged.
    if (!from || !to) return;
    projection.from = *from;
    projection.to = *to;
    read_connections(table, scenario, projection);
    scenario.projections.push_back(std::move(projection));
}

}  // namespace

void read_projections(Document& document, Scenario& scenario) {
    for_each_table(document, document.root(), "projection",
                   [&](const Node& node) { read_projection(document, node, scenario); });
}

}  // namespace spikelight
