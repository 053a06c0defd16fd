// [[population]].
#include <fmt/format.h>

#include <limits>

#include "engine/scenario/color_names.h"
#include "engine/scenario/model_names.h"
#include "engine/scenario/section_readers.h"
#include "engine/scenario/value_forms.h"

namespace spikelight {
namespace {

constexpr std::int64_t neuron_limit = 4294967296;  // spikes name a neuron in 32 bits

// The keys depend on the model, so it is read before all else.
NeuronModel read_model(Document& document, const Node& node) {
    const Node* model = node.find("model");
    if (!model) return NeuronModel::eif;
    const std::optional<std::size_t> choice =
        read_choice(document, *model, scenario_names<NeuronModel>());
    return choice ? static_cast<NeuronModel>(*choice) : NeuronModel::eif;
}

std::vector<std::string> known_keys(NeuronModel model) {
    std::vector<std::string> keys = {"name", "size", "model", "color", "position"};
    const std::vector<std::string> membrane = {"tau_m",   "R_m",    "E_L",     "V_T",
                                               "Delta_T", "V_peak", "V_reset", "t_ref",
                                               "I_e",     "v_init", "noise"};
    const std::vector<std::string> adaptation = {"a", "b", "tau_w"};
    if (model == NeuronModel::poisson)
        keys.emplace_back("rate");
    else
        keys.insert(keys.end(), membrane.begin(), membrane.end());
    if (model == NeuronModel::adex) keys.insert(keys.end(), adaptation.begin(), adaptation.end());
    return keys;
}

void read_adaptation(TableReader& table, Population& population) {
    table.quantity("a", population.a, kinds::conductance);
    table.quantity("b", population.b, kinds::current);
    table.quantity("tau_w", population.tau_w, kinds::time, ranges::positive);
}

// A source without a rate is a mistake: there is no rate that anybody would expect.
void read_rate(TableReader& table, Population& population) {
    const Node* rate = table.require("rate", "\"10 Hz\"");
    if (!rate) return;
    if (std::optional<Value> value = read_value(table.document(), *rate,
                                                {kinds::firing_rate, ranges::not_negative,
                                                 population.size, "neurons of " + population.name}))
        population.rate = std::move(*value);
}

void read_membrane(TableReader& table, Population& population, double dt) {
    Document& document = table.document();
    table.quantity("tau_m", population.tau_m, kinds::time, ranges::positive);
    table.quantity("R_m", population.R_m, kinds::resistance, ranges::positive);
    table.quantity("E_L", population.E_L, kinds::voltage);
    table.quantity("V_T", population.V_T, kinds::voltage);
    table.quantity("Delta_T", population.Delta_T, kinds::voltage, ranges::positive);
    table.quantity("V_peak", population.V_peak, kinds::voltage);
    table.quantity("V_reset", population.V_reset, kinds::voltage);
    table.quantity("noise", population.noise, kinds::voltage, ranges::not_negative);
    // A reset above the peak would spike for ever.
    if (population.model != NeuronModel::clamp && population.V_reset >= population.V_peak) {
        const Node* blamed = table.find("V_reset") ? table.find("V_reset") : table.find("V_peak");
        if (blamed)
            document.problem(
                *blamed,
                fmt::format("V_reset must lie below V_peak = {:g} mV", population.V_peak * 1e3),
                "Lower V_reset or raise V_peak");
    }
    if (const Node* t_ref = table.find("t_ref"))
        if (std::optional<double> time =
                read_quantity(document, *t_ref, kinds::time, ranges::not_negative)) {
            population.t_ref_steps = whole_steps(document, *t_ref, *time, dt).value_or(0);
            if (population.t_ref_steps > std::numeric_limits<std::int32_t>::max())
                document.problem(*t_ref, "2^31 steps or more", "Shorten it");
        }
}

void read_values(TableReader& table, Population& population) {
    Document& document = table.document();
    const std::string elements = "neurons of " + population.name;
    if (const Node* current = table.find("I_e"))
        if (std::optional<Value> value = read_value(
                document, *current, {kinds::current, ranges::any, population.size, elements}))
            population.I_e = std::move(*value);
    const Node* v_init = table.find("v_init");
    if (!v_init) return;
    if (std::optional<Value> value =
            read_value(document, *v_init, {kinds::voltage, ranges::any, population.size, elements}))
        population.v_init = std::move(*value);
    // Draws are checked when they are made; what is written can be checked now.
    if (population.model == NeuronModel::clamp) return;
    double highest = population.v_init.a;
    if (population.v_init.kind == Value::Kind::uniform) highest = population.v_init.b;
    for (double v : population.v_init.list) highest = std::max(highest, v);
    if (highest > population.V_peak)
        document.problem(
            *v_init,
            fmt::format("above V_peak = {:g} mV, every such neuron would spike at once",
                        population.V_peak * 1e3),
            "Lower v_init or raise V_peak");
}

void read_color(TableReader& table, Population& population) {
    const Node* color = table.find("color");
    if (!color) return;
    const std::optional<std::string> name = read_string(table.document(), *color);
    if (!name) return;
    population.color = find_color(*name);
    if (!population.color)
        table.document().problem(*color, "no CSS or xkcd colour has this name",
                                 suggest_color(*name));
}

void read_population(Document& document, const Node& node, Scenario& scenario) {
    Population population;
    population.model = read_model(document, node);
    TableReader table(document, node, "[[population]]", known_keys(population.model));
    table.require("name", "\"exc\"");
    population.name = read_name(table, population_names(scenario));
    table.require("size", "400");
    table.integer("size", population.size, 1, neuron_limit - 1);
    const Node* size = table.find("size");
    if (size && scenario.neuron_count() + population.size >= neuron_limit)
        document.problem(*size, "2^32 neurons or more in all", "Make the populations smaller");
    if (population.model == NeuronModel::poisson) {
        read_rate(table, population);
    } else {
        read_membrane(table, population, scenario.simulation.dt);
        read_values(table, population);
    }
    if (population.model == NeuronModel::adex) read_adaptation(table, population);
    if (const Node* position = table.find("position"))
        read_placement(document, *position, population.size, population.placement);
    read_color(table, population);
    scenario.populations.push_back(std::move(population));
}

}  // namespace

void read_populations(Document& document, Scenario& scenario) {
    for_each_table(document, document.root(), "population",
                   [&](const Node& node) { read_population(document, node, scenario); });
    if (!document.root().find("population"))
        document.missing(document.root(), "[[population]]", "a scenario needs at least one",
                         "Add it");
}

}  // namespace spikelight
