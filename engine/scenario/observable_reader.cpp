// [[observable]].
#include <fmt/format.h>

#include <algorithm>

#include "engine/scenario/section_readers.h"

namespace spikelight {
namespace {

// Each kind is a table of its own: rate = { of = "exc", filter = "30 ms" }.
struct Form {
    const char* key;
    ObservableKind kind;
    std::vector<std::string> keys;
};
const std::vector<Form> forms = {
    {"spikes", ObservableKind::spikes, {"of", "within"}},
    {"rate", ObservableKind::rate, {"of", "within", "filter"}},
    {"mean_v", ObservableKind::mean_v, {"of", "within"}},
    {"photocurrent", ObservableKind::photocurrent, {"of", "within", "sum"}},
    {"electrode",
     ObservableKind::electrode,
     {"of", "sites", "r_perfect_detection", "r_half_detection", "cutoff_probability"}},
};

void read_populations_of(TableReader& table, const Scenario& scenario, Observable& observable) {
    const Node* of = table.require("of", "\"exc\"");
    if (!of) return;
    Document& document = table.document();
    const std::vector<std::string> names = population_names(scenario);
    if (of->is(Node::Kind::string) && of->string != "all") {
        if (std::optional<std::size_t> one = read_reference(document, *of, names, "population"))
            observable.populations = {*one};
    } else {
        observable.populations =
            read_names(document, *of, names, "population").value_or(observable.populations);
        if (of->is(Node::Kind::array) && of->children.empty())
            document.problem(*of, "nobody is observed", "Name a population");
    }
    // Only who has a membrane, an opsin, a position can show it.
    const bool spatial = table.find("within") || observable.kind == ObservableKind::electrode;
    for (std::size_t p : observable.populations) {
        const Population& population = scenario.populations[p];
        const bool expresses =
            std::any_of(scenario.opsins.begin(), scenario.opsins.end(),
                        [&](const Opsin& opsin) { return opsin.population == p; });
        if (observable.kind == ObservableKind::mean_v && population.model == NeuronModel::poisson)
            document.problem(*of, fmt::format("{} is a poisson source without v", population.name),
                             "Observe its spikes or its rate");
        if (observable.kind == ObservableKind::photocurrent && !expresses)
            document.problem(*of, fmt::format("population {} has no opsin", population.name),
                             "Add an [[opsin]], or observe another population");
        if (spatial && !has_positions(population))
            document.problem(*of, fmt::format("population {} has no positions", population.name),
                             "Give it a position");
    }
}

void read_within(TableReader& table, Observable& observable) {
    const Node* node = table.find("within");
    if (!node) return;
    Document& document = table.document();
    TableReader within(document, *node, node->name(), {"point", "radius"});
    Sphere sphere{glm::dvec3(0), 0};
    if (const Node* point = within.require("point", "[\"0 um\", \"0 um\", \"300 um\"]"))
        sphere.point = read_vector(document, *point, kinds::length).value_or(sphere.point);
    if (within.require("radius", "\"100 um\""))
        within.quantity("radius", sphere.radius, kinds::length, ranges::positive);
    observable.within = sphere;
}

void read_electrode(TableReader& table, Observable& observable) {
    Document& document = table.document();
    const char* one_site = "[[\"0 um\", \"0 um\", \"300 um\"]]";
    if (const Node* sites = table.require("sites", one_site))
        observable.sites =
            read_point_list(document, *sites, "a list of points is needed", one_site);
    if (table.require("r_perfect_detection", "\"50 um\""))
        table.quantity("r_perfect_detection", observable.r_perfect_detection, kinds::length,
                       ranges::not_negative);
    const Node* half = table.require("r_half_detection", "\"100 um\"");
    if (half)
        table.quantity("r_half_detection", observable.r_half_detection, kinds::length,
                       ranges::positive);
    table.number("cutoff_probability", observable.cutoff_probability, ranges::probability);
    if (half && observable.r_half_detection > 0 &&
        observable.r_half_detection <= observable.r_perfect_detection)
        document.problem(*half, "not beyond r_perfect_detection", "Raise it");
}

void read_observable(Document& document, const Node& node, Scenario& scenario) {
    std::vector<std::string> keys;
    for (const Form& form : forms) keys.push_back(form.key);
    std::vector<std::string> known = keys;
    known.insert(known.begin(), "name");
    TableReader table(document, node, "[[observable]]", known);

    // Populations may be observed as well, and come first among the signals.
    const std::vector<std::string> populations = population_names(scenario);
    std::vector<std::string> taken;
    for (const Signal& signal : scenario.signals()) taken.push_back(signal.name);
    taken.erase(taken.begin(), taken.begin() + std::ptrdiff_t(populations.size()));
    Observable observable;
    const Node* name = table.require("name", "\"activity\"");
    observable.name = read_name(table, taken);
    if (name && std::count(populations.begin(), populations.end(), observable.name) > 0)
        document.problem(*name, "a population has this name, and its spikes can be observed by it",
                         "Choose another name");
    if (const Node* chosen = table.require_one(keys)) {
        const Form& form = *std::find_if(forms.begin(), forms.end(), [&](const Form& candidate) {
            return candidate.key == chosen->key;
        });
        observable.kind = form.kind;
        TableReader what(document, *chosen, form.key, form.keys);
        read_populations_of(what, scenario, observable);
        read_within(what, observable);
        what.boolean("sum", observable.sum);
        if (form.kind == ObservableKind::rate && what.require("filter", "\"30 ms\""))
            what.quantity("filter", observable.filter, kinds::time, ranges::not_negative);
        if (form.kind == ObservableKind::electrode) read_electrode(what, observable);
    }
    scenario.observables.push_back(std::move(observable));
}

}  // namespace

void read_observables(Document& document, Scenario& scenario) {
    for_each_table(document, document.root(), "observable",
                   [&](const Node& node) { read_observable(document, node, scenario); });
}

}  // namespace spikelight
