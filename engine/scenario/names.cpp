// Names of populations, projections and lights.
#include <fmt/format.h>

#include <algorithm>

#include "engine/scenario/section_readers.h"

namespace spikelight {

std::string read_name(TableReader& table, const std::vector<std::string>& taken) {
    const Node* node = table.find("name");
    if (!node) return "";
    const std::optional<std::string> name = read_string(table.document(), *node);
    if (!name) return "";
    // Names become HDF5 groups and column titles.
    const bool wrong = name->empty() || *name == "." || *name == ".." ||
                       std::any_of(name->begin(), name->end(), [](unsigned char c) {
                           return c < ' ' || c == '/' || c == ',' || c == '"';
                       });
    if (wrong)
        table.document().problem(*node,
                                 "a name has at least one character and no slash, comma or quote",
                                 "Choose another name");
    if (std::find(taken.begin(), taken.end(), *name) != taken.end())
        table.document().problem(*node, fmt::format("another of {} has this name", table.title()),
                                 "Choose another name");
    return *name;
}

bool has_positions(const Population& population) {
    return !std::holds_alternative<std::monostate>(population.placement);
}

std::vector<std::string> population_names(const Scenario& scenario) {
    std::vector<std::string> names;
    for (const Population& population : scenario.populations) names.push_back(population.name);
    return names;
}

std::vector<std::string> light_names(const Scenario& scenario) {
    std::vector<std::string> names;
    for (const Light& light : scenario.lights) names.push_back(light.name);
    return names;
}

std::optional<std::vector<std::size_t>> read_names(Document& document, const Node& node,
                                                   const std::vector<std::string>& names,
                                                   const std::string& what) {
    std::vector<std::size_t> indices;
    if (node.is(Node::Kind::string) && node.string == "all") {
        for (std::size_t i = 0; i < names.size(); ++i) indices.push_back(i);
        return indices;
    }
    if (!node.is(Node::Kind::array)) {
        document.problem(node, fmt::format("a list of {}s or \"all\" is needed", what),
                         "Write e.g. [\"exc\"]");
        return std::nullopt;
    }
    for (const Node& child : node.children) {
        const std::optional<std::size_t> index = read_reference(document, child, names, what);
        if (index && std::find(indices.begin(), indices.end(), *index) != indices.end())
            document.problem(child, "named twice", "Name it once");
        else if (index)
            indices.push_back(*index);
    }
    return indices;
}

}  // namespace spikelight
