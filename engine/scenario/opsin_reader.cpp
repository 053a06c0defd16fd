// [[opsin]].
#include <fmt/format.h>

#include <algorithm>

#include "engine/scenario/opsin_library.h"
#include "engine/scenario/section_readers.h"
#include "engine/scenario/value_forms.h"

namespace spikelight {
namespace {

std::vector<std::string> known_keys(OpsinKind kind) {
    std::vector<std::string> keys = {"population", "model", "expression"};
    if (kind != OpsinKind::proportional) keys.insert(keys.end(), {"spectrum", "integrator"});
    switch (kind) {
        case OpsinKind::four_state:
            for (const OpsinParameter& parameter : four_state_parameters())
                keys.emplace_back(parameter.name);
            break;
        case OpsinKind::pump:
            for (const PumpParameter& parameter : pump_parameters())
                keys.emplace_back(parameter.name);
            break;
        case OpsinKind::proportional:
            keys.emplace_back("I_per_irradiance");
            break;
    }
    return keys;
}

// The keys depend on the model, so it is read before all else. False where it is none.
bool read_opsin_model(Document& document, const Node& node, Opsin& opsin) {
    const Node* model = node.find("model");
    const std::optional<std::size_t> choice =
        model ? read_choice(document, *model, opsin_models()) : std::nullopt;
    if (!choice) return false;
    opsin.model = opsin_models()[*choice];
    opsin.kind = opsin_kind(opsin.model);
    switch (opsin.kind) {
        case OpsinKind::four_state:
            opsin.parameters = default_parameters(opsin.model);
            break;
        case OpsinKind::pump:
            opsin.pump = default_pump();
            break;
        case OpsinKind::proportional:
            break;  // it has no parameter that anybody can know
    }
    return true;
}

void read_pump(TableReader& table, ChloridePump& pump) {
    for (const PumpParameter& parameter : pump_parameters()) {
        const std::string name = parameter.name;
        Range range = ranges::not_negative;
        if (parameter.kind.dimension == kinds::voltage.dimension) range = ranges::any;
        if (name == "phim" || name == "Cl_out" || name == "Psi0") range = ranges::positive;
        table.quantity(parameter.name, pump.*parameter.member, parameter.kind, range);
    }
    if (pump.vmin > pump.vmax) {
        const Node* blamed = table.find("vmin") ? table.find("vmin") : table.find("vmax");
        table.document().problem(*blamed, "vmin lies above vmax", "Correct one of them");
    }
}

// Such an opsin is a stand-in, so that nobody can have fitted its only parameter.
void read_proportional(TableReader& table, Opsin& opsin) {
    if (table.require("I_per_irradiance", "\"10 pA/(mW/mm^2)\""))
        table.quantity("I_per_irradiance", opsin.I_per_irradiance, kinds::current_per_irradiance);
}

void read_four_state(TableReader& table, Opsin& opsin) {
    // Rates, conductances and exponents cannot be negative; potentials can, but for the scales v0 and v1.
    for (const OpsinParameter& parameter : four_state_parameters()) {
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

void read_parameters(TableReader& table, Opsin& opsin) {
    switch (opsin.kind) {
        case OpsinKind::four_state:
            return read_four_state(table, opsin);
        case OpsinKind::pump:
            return read_pump(table, opsin.pump);
        case OpsinKind::proportional:
            return read_proportional(table, opsin);
    }
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

/// The wavelengths for which an opsin's spectrum is known under a light.
std::vector<double> known_wavelengths_nm(const Opsin& opsin, const Light& light) {
    return spectrum_points(opsin.model, opsin.spectrum,
                           light.two_photon ? Photons::two : Photons::one)
        .wavelengths_nm;
}

bool reaches(const Light& light, const Opsin& opsin) {
    const std::vector<double> known = known_wavelengths_nm(opsin, light);
    const double nanometres = light.wavelength * 1e9;
    // A nanometre of slack for the last digits of decimal wavelengths.
    return nanometres > known.front() - 1 && nanometres < known.back() + 1;
}

// Outside its table a spectrum is 0: say so before somebody wonders why nothing happens. A light of one photon beside
// another that excites the opsin is meant for another one.
void check_spectrum(Document& document, const Node& node, const Scenario& scenario,
                    const Opsin& opsin) {
    if (opsin.kind == OpsinKind::proportional) return;
    const bool excited = std::any_of(scenario.lights.begin(), scenario.lights.end(),
                                     [&](const Light& light) { return reaches(light, opsin); });
    for (const Light& light : scenario.lights) {
        if (reaches(light, opsin) || (excited && !light.two_photon)) continue;
        const std::vector<double> known = known_wavelengths_nm(opsin, light);
        const char* range = opsin.spectrum == SpectrumKind::cleo ? ""
                            : light.two_photon                   ? "two-photon "
                                                                 : "one-photon ";
        document.warn(
            node,
            fmt::format("its {}spectrum from {:g} to {:g} nm does not reach {:g} nm of "
                        "light {}",
                        range, known.front(), known.back(), light.wavelength * 1e9, light.name),
            "That light does not excite it");
    }
}

void read_opsin(Document& document, const Node& node, Scenario& scenario) {
    Opsin opsin;
    const bool known = read_opsin_model(document, node, opsin);
    TableReader table(document, node, "[[opsin]]", known_keys(opsin.kind));
    std::optional<std::size_t> population;
    const Node* name = table.require("population", "\"exc\"");
    if (name)
        population = read_reference(document, *name, population_names(scenario), "population");
    const Node* model = table.require("model", "\"chr2_4s\"");
    if (known) read_parameters(table, opsin);
    if (const Node* spectrum = table.find("spectrum"))
        if (std::optional<std::size_t> choice =
                read_choice(document, *spectrum, {"photon", "cleo"}))
            opsin.spectrum = static_cast<SpectrumKind>(*choice);
    if (const Node* integrator = table.find("integrator"))
        if (std::optional<std::size_t> choice =
                read_choice(document, *integrator, {"euler", "exponential"}))
            opsin.integrator = static_cast<OpsinIntegrator>(*choice);
    if (known) check_spectrum(document, *model, scenario, opsin);
    if (!population) return;
    opsin.population = *population;
    if (scenario.populations[*population].model == NeuronModel::poisson)
        document.problem(*name, "a poisson source has no membrane for an opsin to act on",
                         "Choose another population");
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
