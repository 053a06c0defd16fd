// [[light]].
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "engine/scenario/model_names.h"
#include "engine/scenario/section_readers.h"
#include "kernels/spectrum.h"

namespace spikelight {
namespace {

constexpr double foutz_wavelength = 473e-9;  // m, of the default optics
constexpr double soma_radius = 10e-6;        // m

// One vector for all sources, or one per source.
void read_directions(Document& document, const Node& node, Light& light) {
    const bool several = node.is(Node::Kind::array) && !node.children.empty() &&
                         node.children[0].is(Node::Kind::array);
    const std::size_t sources = light.positions.size();
    if (several && node.children.size() != sources) {
        document.problem(node,
                         fmt::format("{} given for {} sources", node.children.size(), sources),
                         "Give one, or one per source");
        return;
    }
    for (std::size_t i = 0; i < sources; ++i) {
        const Node& written = several ? node.children[i] : node;
        const std::optional<glm::dvec3> vector = read_vector(document, written, kinds::number);
        if (!vector) {
            if (!several) return;
            continue;
        }
        const double length =
            std::sqrt(vector->x * vector->x + vector->y * vector->y + vector->z * vector->z);
        if (!(length > 0) || !std::isfinite(length)) {
            document.problem(written, "a direction needs a length above 0", "Write e.g. [0, 0, 1]");
            if (!several) return;
            continue;
        }
        light.directions[i] = *vector / length;
    }
}

void read_fiber(TableReader& table, Light& light) {
    Document& document = table.document();
    table.quantity("core_radius", light.core_radius, kinds::length, ranges::positive);
    table.quantity("absorption", light.absorption, kinds::inverse_length, ranges::positive);
    table.quantity("scattering", light.scattering, kinds::inverse_length, ranges::positive);
    table.number("refractive_index", light.refractive_index, Range{1});
    table.number("numerical_aperture", light.numerical_aperture, ranges::positive);
    table.number("profile_peak", light.profile_peak, ranges::positive);
    // sin(divergence) = NA / n
    if (light.numerical_aperture >= light.refractive_index) {
        const Node* blamed = table.find("numerical_aperture") ? table.find("numerical_aperture")
                                                              : table.find("refractive_index");
        if (blamed)
            document.problem(*blamed,
                             fmt::format("numerical_aperture must be below refractive_index = {:g}",
                                         light.refractive_index),
                             "Correct one of them");
    }
    // The default optics were measured at 473 nm.
    const Node* wavelength = table.find("wavelength");
    if (!wavelength || light.wavelength == foutz_wavelength) return;
    std::vector<std::string> untouched;
    for (const char* key : {"absorption", "scattering"})
        if (!table.find(key)) untouched.push_back(key);
    if (!untouched.empty())
        document.warn(*wavelength,
                      fmt::format("{} keep their values for 473 nm", fmt::join(untouched, " and ")),
                      "Give those of this wavelength");
}

void read_koehler(TableReader& table, Light& light) {
    if (table.require("radius", "\"0.25 mm\""))
        table.quantity("radius", light.radius, kinds::length, ranges::positive);
    if (table.require("depth", "\"0.5 mm\""))
        table.quantity("depth", light.depth, kinds::length, ranges::positive);
}

// Two-photon excitation by a focus; how wide and long it is depends on the microscope. What it excites is about a soma.
void read_ellipsoid(TableReader& table, Light& light) {
    light.two_photon = true;
    if (table.require("sigma_axial", "\"18 um\""))
        table.quantity("sigma_axial", light.sigma_axial, kinds::length, ranges::positive);
    if (table.require("sigma_lateral", "\"8 um\""))
        table.quantity("sigma_lateral", light.sigma_lateral, kinds::length, ranges::positive);
    light.radius = soma_radius;
    table.quantity("radius", light.radius, kinds::length, ranges::positive);
}

std::vector<std::string> known_keys(LightModel model) {
    std::vector<std::string> keys = {"name",      "model",         "wavelength",
                                     "positions", "direction",     "initial",
                                     "maximum",   "photon_energy", "path"};
    const std::vector<std::string> fiber = {"core_radius", "numerical_aperture", "absorption",
                                            "scattering",  "refractive_index",   "profile_peak"};
    const std::vector<std::string> koehler = {"radius", "depth"};
    const std::vector<std::string> ellipsoid = {"sigma_axial", "sigma_lateral", "radius"};
    const std::vector<std::string> field = {"field", "radius", "two_photon"};
    const std::vector<std::string>& own = model == LightModel::fiber     ? fiber
                                          : model == LightModel::koehler ? koehler
                                          : model == LightModel::field   ? field
                                                                         : ellipsoid;
    keys.insert(keys.end(), own.begin(), own.end());
    return keys;
}

// The keys depend on the model, so it is read before all else; nothing where it is none.
std::optional<LightModel> read_light_model(Document& document, const Node& node) {
    const Node* model = node.find("model");
    if (!model) return LightModel::fiber;
    const std::optional<std::size_t> choice =
        read_choice(document, *model, scenario_names<LightModel>());
    return choice ? std::optional(static_cast<LightModel>(*choice)) : std::nullopt;
}

void read_output(TableReader& table, Light& light) {
    Document& document = table.document();
    if (const Node* maximum = table.find("maximum"))
        light.maximum = read_irradiance(document, *maximum, light).value_or(light.maximum);
    const Node* initial = table.find("initial");
    if (!initial) return;
    std::optional<std::vector<double>> values = read_irradiances(document, *initial, {&light});
    if (!values) return;
    light.initial = std::move(*values);
    for (double value : light.initial)
        if (value > light.maximum) {
            document.problem(*initial,
                             fmt::format("above maximum = {:g} mW/mm^2", light.maximum * 1e-3),
                             "Lower initial or raise maximum");
            break;
        }
}

void read_light(Document& document, const Node& node, Scenario& scenario) {
    Light light;
    const std::optional<LightModel> model = read_light_model(document, node);
    if (!model) {
        // Keep the name, so that controllers of this light are not blamed.
        if (const Node* name = node.find("name"); name && name->is(Node::Kind::string))
            light.name = name->string;
        scenario.lights.push_back(std::move(light));
        return;
    }
    light.model = *model;
    TableReader table(document, node, "[[light]]", known_keys(*model));
    table.require("name", "\"fibers\"");
    light.name = read_name(table, light_names(scenario));
    light.wavelength = foutz_wavelength;
    table.quantity("wavelength", light.wavelength, kinds::length, ranges::positive);
    light.photon_energy = photon_energy(light.wavelength);
    table.quantity("photon_energy", light.photon_energy, kinds::energy, ranges::positive);
    const char* one_source = "[[\"0 um\", \"0 um\", \"0 um\"]]";
    if (const Node* positions = table.require("positions", one_source))
        light.positions = read_point_list(
            document, *positions, "a list of positions is needed, one per source", one_source);
    light.directions.assign(light.positions.size(), glm::dvec3(0, 0, 1));
    light.initial.assign(light.positions.size(), 0.0);
    if (const Node* direction = table.find("direction"); direction && !light.positions.empty())
        read_directions(document, *direction, light);
    // The area of a source must be known before a power can be spread over it.
    if (light.model == LightModel::fiber)
        read_fiber(table, light);
    else if (light.model == LightModel::koehler)
        read_koehler(table, light);
    else if (light.model == LightModel::field)
        read_field(table, light);
    else
        read_ellipsoid(table, light);
    read_output(table, light);
    read_path(table, scenario.simulation.dt, light);
    const Node* name = table.find("name");
    if (name &&
        std::none_of(scenario.populations.begin(), scenario.populations.end(), has_positions))
        document.warn(*name, "no population has positions, so it lights nobody",
                      "Give a population a position");
    scenario.lights.push_back(std::move(light));
}

}  // namespace

std::optional<double> read_irradiance(Document& document, const Node& node, const Light& light) {
    if (node.is(Node::Kind::string)) {
        const std::variant<Quantity, std::string> parsed = parse_quantity(node.string);
        const Quantity* quantity = std::get_if<Quantity>(&parsed);
        if (quantity && quantity->dimension == kinds::power.dimension) {
            const std::optional<double> power =
                read_quantity(document, node, kinds::power, ranges::not_negative);
            if (power && light.model == LightModel::field && light.radius == 0)
                document.problem(node, "a power needs an area to be spread over",
                                 "Give the light a radius, or write an irradiance");
            return power && source_area(light) > 0 ? std::optional(*power / source_area(light))
                                                   : std::nullopt;
        }
    }
    return read_quantity(document, node, kinds::irradiance, ranges::not_negative);
}

std::size_t source_count(const std::vector<const Light*>& lights) {
    std::size_t sources = 0;
    for (const Light* light : lights) sources += light->positions.size();
    return sources;
}

std::optional<std::vector<double>> read_irradiances(Document& document, const Node& node,
                                                    const std::vector<const Light*>& lights) {
    const bool list = node.is(Node::Kind::array);
    const std::size_t sources = source_count(lights);
    if (list && node.children.size() != sources) {
        std::string names;
        for (const Light* light : lights) names += (names.empty() ? "" : " and ") + light->name;
        if (sources > 0)
            document.problem(
                node,
                fmt::format("{} given for {} sources of {}", node.children.size(), sources, names),
                "Give one, or one per source");
        return std::nullopt;
    }
    std::vector<double> values;
    std::size_t element = 0;
    for (const Light* light : lights) {
        // A power gives each light's sources another irradiance.
        const std::optional<double> one =
            list ? std::nullopt : read_irradiance(document, node, *light);
        if (!list && !one) return std::nullopt;
        for (std::size_t source = 0; source < light->positions.size(); ++source)
            if (const std::optional<double> value =
                    list ? read_irradiance(document, node.children[element++], *light) : one)
                values.push_back(*value);
    }
    return values.size() == sources ? std::optional(std::move(values)) : std::nullopt;
}

void read_lights(Document& document, Scenario& scenario) {
    for_each_table(document, document.root(), "light",
                   [&](const Node& node) { read_light(document, node, scenario); });
}

}  // namespace spikelight
