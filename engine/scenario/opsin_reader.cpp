// [[opsin]].
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "engine/scenario/opsin_library.h"
#include "engine/scenario/section_readers.h"
#include "engine/scenario/value_forms.h"

namespace spikelight {
namespace {

std::vector<std::string> known_keys() {
    std::vector<std::string> keys = {"population", "model", "expression", "spectrum"};
    for (const OpsinParameter& parameter : opsin_parameters()) keys.emplace_back(parameter.name);
    return keys;
}

bool read_opsin_model(Document& document, const Node& node, Opsin& opsin) {
    if (node.is(Node::Kind::string) &&
        (node.string == "enphr3_3s" || node.string == "proportional")) {
        document.problem(node,
                         fmt::format("this version has {} only", fmt::join(opsin_models(), ", ")),
                         "Choose one of them");
        return false;
    }
    const std::optional<std::size_t> choice = read_choice(document, node, opsin_models());
    if (!choice) return false;
    opsin.model = opsin_models()[*choice];
    opsin.parameters = default_parameters(opsin.model);
    return true;
}

void read_parameters(TableReader& table, Opsin& opsin) {
    // Rates, conductances and exponents cannot be negative; potentials can, but for the scales v0 and v1.
    for (const OpsinParameter& parameter : opsin_parameters()) {
        const std::string name = parameter.name;
        Range range = ranges::not_negative;
        if (name == "E" || name == "v1") range = ranges::any;
        if (name == "phim" || name == "v0") range = ranges::positive;
        table.quantity(parameter.name, opsin.parameters.*parameter.member, parameter.kind, range);
    }
    // Rectification needs both of its scales.
    const Node *v0 = table.find("v0"), *v1 = table.find("v1");
    if (v0 && v1) opsin.parameters.rectifying = true;
    if (!opsin.parameters.rectifying && (v0 || v1))
        table.document().problem(v0 ? *v0 : *v1,
                                 fmt::format("{} does not rectify by itself", opsin.model),
                                 "Give both v0 and v1");
}

void read_expression(TableReader& table, const Scenario& scenario, Opsin& opsin) {
    const Node* node = table.find("expression");
    if (!node) return;
    Document& document = table.document();
    const Population& population = scenario.populations[opsin.population];
    const ValueRules rules{kinds::number, ranges::not_negative, population.size,
                           "neurons of " + population.name};
    // { fraction, value } wraps any other form.
    if (node->find("fraction") || node->find("value")) {
        TableReader part(document, *node, "expression", {"fraction", "value"});
        part.number("fraction", opsin.expressing_fraction, ranges::probability);
        node = part.find("value");
        if (!node) return;
    }
    if (std::optional<Value> value = read_value(document, *node, rules))
        opsin.expression = std::move(*value);
}

// Outside its table a spectrum is 0: say so before somebody wonders why nothing happens.
void check_spectrum(Document& document, const Node& node, const Scenario& scenario,
                    const Opsin& opsin) {
    const std::vector<double> wavelengths_nm =
        spectrum_points(opsin.model, opsin.spectrum).wavelengths_nm;
    for (const Light& light : scenario.lights) {
        const double nanometres = light.wavelength * 1e9;
        // A nanometre of slack for the last digits of decimal wavelengths.
        if (nanometres > wavelengths_nm.front() - 1 && nanometres < wavelengths_nm.back() + 1)
            continue;
        document.warn(
            node,
            fmt::format("its spectrum from {:g} to {:g} nm does not reach {:g} nm of light {}",
                        wavelengths_nm.front(), wavelengths_nm.back(), nanometres, light.name),
            "That light does not excite it");
    }
}

void read_opsin(Document& document, const Node& node, Scenario& scenario) {
    TableReader table(document, node, "[[opsin]]", known_keys());
    Opsin opsin;
    std::optional<std::size_t> population;
    const Node* name = table.require("population", "\"exc\"");
    if (name)
        population = read_reference(document, *name, population_names(scenario), "population");
    const Node* model = table.require("model", "\"chr2_4s\"");
    const bool known = model && read_opsin_model(document, *model, opsin);
    if (known) read_parameters(table, opsin);
    if (const Node* spectrum = table.find("spectrum"))
        if (std::optional<std::size_t> choice =
                read_choice(document, *spectrum, {"photon", "cleo"}))
            opsin.spectrum = static_cast<SpectrumKind>(*choice);
    if (known) check_spectrum(document, *model, scenario, opsin);
    if (!population) return;
    opsin.population = *population;
    // Draws are named after population and model, so that two of a kind would be one and the same.
    for (const Opsin& other : scenario.opsins)
        if (known && other.population == opsin.population && other.model == opsin.model)
            document.problem(*model,
                             fmt::format("population {} has this opsin already", name->string),
                             "Raise its expression instead");
    read_expression(table, scenario, opsin);
    if (!scenario.lights.empty() && !has_positions(scenario.populations[*population]))
        document.problem(*name, "it has no positions, so no light reaches it",
                         "Give the population a position");
    scenario.opsins.push_back(std::move(opsin));
}

}  // namespace

void read_opsins(Document& document, Scenario& scenario) {
    for_each_table(document, document.root(), "opsin",
                   [&](const Node& node) { read_opsin(document, node, scenario); });
}

}  // namespace spikelight
