// `position` of a population.
#include <fmt/format.h>

#include "engine/scenario/csv_columns.h"
#include "engine/scenario/section_readers.h"

namespace spikelight {
namespace {

std::optional<glm::dvec3> read_point(TableReader& table, const char* key) {
    const Node* node = table.require(key, "[\"0 mm\", \"0 mm\", \"0.3 mm\"]");
    return node ? read_vector(table.document(), *node, kinds::length) : std::nullopt;
}

void read_cylinder(Document& document, const Node& node, const Node* placement_node,
                   Placement& placement) {
    TableReader table(document, node, node.name(), {"start", "end", "radius"});
    CylinderPlacement cylinder;
    const std::optional<glm::dvec3> start = read_point(table, "start"),
                                    end = read_point(table, "end");
    if (table.require("radius", "\"1 mm\""))
        table.quantity("radius", cylinder.radius, kinds::length, ranges::positive);
    if (placement_node)
        cylinder.random =
            read_choice(document, *placement_node, {"uniform", "random"}).value_or(0) == 1;
    if (start && end && *start == *end)
        document.problem(node, "its two faces are the same", "Move start or end");
    cylinder.start = start.value_or(glm::dvec3(0));
    cylinder.end = end.value_or(glm::dvec3(0));
    placement = cylinder;
}

void check_order(Document& document, const Node& node, const glm::dvec3& from,
                 const glm::dvec3& to) {
    for (int i = 0; i < 3; ++i)
        if (from[i] > to[i]) {
            document.problem(node, fmt::format("from lies above to in {}", "xyz"[i]), "Swap them");
            return;
        }
}

void read_box(Document& document, const Node& node, Placement& placement) {
    TableReader table(document, node, node.name(), {"from", "to"});
    const std::optional<glm::dvec3> from = read_point(table, "from"), to = read_point(table, "to");
    if (from && to) check_order(document, node, *from, *to);
    placement = BoxPlacement{from.value_or(glm::dvec3(0)), to.value_or(glm::dvec3(0))};
}

void read_grid(Document& document, const Node& node, std::int64_t size, Placement& placement) {
    TableReader table(document, node, node.name(), {"from", "to", "shape"});
    const std::optional<glm::dvec3> from = read_point(table, "from"), to = read_point(table, "to");
    GridPlacement grid{from.value_or(glm::dvec3(0)), to.value_or(glm::dvec3(0))};
    placement = grid;
    const Node* shape = table.require("shape", "[8, 8, 4]");
    if (!shape) return;
    if (!shape->is(Node::Kind::array) || shape->children.size() != 3) {
        document.problem(*shape, "three whole numbers are needed: along x, y, z",
                         "Write e.g. [8, 8, 4]");
        return;
    }
    std::int64_t counts[3], product = 1;
    for (int i = 0; i < 3; ++i) {
        const std::optional<std::int64_t> count =
            read_integer(document, shape->children[i], 1, 1 << 30);
        if (!count) return;
        counts[i] = *count;
        product = product > (std::int64_t{1} << 32) ? product : product * *count;
    }
    if (size > 0 && product != size) {
        document.problem(*shape, fmt::format("a grid of {} for {} neurons", product, size),
                         "Make the product of shape equal to size");
        return;
    }
    grid.shape_x = counts[0];
    grid.shape_y = counts[1];
    grid.shape_z = counts[2];
    placement = grid;
}

// The columns x_<unit>, y_<unit> and z_<unit>; nothing where one is missing or broken.
std::optional<std::vector<glm::dvec3>> read_point_columns(CsvInput& input) {
    std::vector<glm::dvec3> points(input.csv().rows());
    const char* stems[] = {"x", "y", "z"};
    bool right = true;
    for (int axis = 0; axis < 3; ++axis) {
        const std::optional<std::size_t> column =
            input.require_quantity(stems[axis], kinds::length);
        std::optional<std::vector<double>> values;
        if (column) values = input.quantities(*column, kinds::length);
        right = right && values;
        for (std::size_t i = 0; values && i < values->size(); ++i) points[i][axis] = (*values)[i];
    }
    return right ? std::optional(std::move(points)) : std::nullopt;
}

void read_points(Document& document, const Node& file, std::int64_t size, Placement& placement) {
    // Later sections need to know that there are positions, even where their file is broken.
    placement = ListedPlacement{};
    CsvInput input(document, file);
    if (!input.is_open()) return;
    if (size > 0 && !input.require_rows(static_cast<std::size_t>(size), "neurons")) return;
    if (std::optional<std::vector<glm::dvec3>> points = read_point_columns(input))
        placement = ListedPlacement{std::move(*points)};
}

}  // namespace

std::vector<glm::dvec3> read_point_list(Document& document, const Node& node, const char* needed,
                                        const char* example) {
    if (node.is(Node::Kind::string)) {
        CsvInput input(document, node);
        if (!input.is_open()) return {};
        return read_point_columns(input).value_or(std::vector<glm::dvec3>(input.csv().rows()));
    }
    if (!node.is(Node::Kind::array) || node.children.empty()) {
        document.problem(node, needed, fmt::format("Write e.g. {}", example));
        return {};
    }
    // A single point lacks its outer brackets.
    if (!node.children[0].is(Node::Kind::array)) {
        document.problem(node, needed, "Put it in one more pair of brackets");
        return {};
    }
    std::vector<glm::dvec3> points;
    for (const Node& child : node.children)
        points.push_back(read_vector(document, child, kinds::length).value_or(glm::dvec3(0)));
    return points;
}

void read_placement(Document& document, const Node& node, std::int64_t size, Placement& placement) {
    // `position = "xyz.csv"` is short for the table with one key.
    if (node.is(Node::Kind::string)) return read_points(document, node, size, placement);
    TableReader table(document, node, node.name(),
                      {"cylinder", "box", "grid", "file", "placement"});
    const Node* shape = table.require_one({"cylinder", "box", "grid", "file"});
    if (!shape) return;
    const Node* how = table.find("placement");
    if (how && shape->key != "cylinder") {
        if (shape->key == "box" &&
            read_choice(document, *how, {"random", "uniform"}) == std::size_t{1})
            document.problem(*how, "neurons of a box are placed at random",
                             "Write placement = \"random\" or leave it out");
        else if (shape->key != "box")
            document.problem_at_key(
                *how, fmt::format("a {} leaves no choice of placement", shape->key), "Remove it");
    }
    if (shape->key == "cylinder") read_cylinder(document, *shape, how, placement);
    if (shape->key == "box") read_box(document, *shape, placement);
    if (shape->key == "grid") read_grid(document, *shape, size, placement);
    if (shape->key == "file") read_points(document, *shape, size, placement);
}

}  // namespace spikelight
