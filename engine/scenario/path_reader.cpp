// `path` of a [[light]]: where its sources are when.
#include <fmt/format.h>

#include <cmath>

#include "engine/scenario/csv_columns.h"
#include "engine/scenario/section_readers.h"

namespace spikelight {
namespace {

constexpr double default_every = 1e-3;  // s

/// A row per time: t_ms, and x_0_mm, y_0_mm, z_0_mm, x_1_mm ...; of a single source also x_mm, y_mm, z_mm.
void read_rows(Document& document, const Node& node, Light& light) {
    CsvInput input(document, node);
    if (!input.is_open()) return;
    const auto t_column = input.require_quantity("t", kinds::time);
    if (!t_column) return;
    std::optional<std::vector<double>> times = input.quantities(*t_column, kinds::time);
    if (!times) return;
    if (times->empty()) {
        document.problem(node, "it has no row", "Give at least one");
        return;
    }
    for (std::size_t row = 1; row < times->size(); ++row)
        if (!((*times)[row] > (*times)[row - 1])) {
            input.problem(row, "times do not ascend. Sort the rows");
            return;
        }
    std::vector<std::vector<glm::dvec3>> points(times->size(),
                                                std::vector<glm::dvec3>(light.positions.size()));
    for (std::size_t source = 0; source < light.positions.size(); ++source)
        for (int axis = 0; axis < 3; ++axis) {
            const std::string letter(1, "xyz"[axis]),
                numbered = fmt::format("{}_{}", letter, source);
            const bool plain =
                light.positions.size() == 1 && !input.find_quantity(numbered, kinds::length);
            const auto column = input.require_quantity(plain ? letter : numbered, kinds::length);
            const auto values = column ? input.quantities(*column, kinds::length) : std::nullopt;
            if (!values) return;
            for (std::size_t row = 0; row < values->size(); ++row)
                points[row][source][axis] = (*values)[row];
        }
    light.path.times = std::move(*times);
    light.path.positions = std::move(points);
}

/// A straight line from the light's positions to others.
void read_line(TableReader& table, Light& light) {
    Document& document = table.document();
    const Node& to = *table.find("to");
    double start = 0, stop = 0;
    table.quantity("start", start, kinds::time, ranges::not_negative);
    const Node* stop_node = table.require("stop", "\"100 ms\"");
    table.quantity("stop", stop, kinds::time, ranges::positive);
    if (stop_node && !(stop > start)) {
        document.problem(*stop_node, "it does not come after start", "Correct one of them");
        return;
    }
    if (!to.is(Node::Kind::array) || to.children.size() != light.positions.size()) {
        document.problem(
            to,
            fmt::format("a list of {} positions is needed, one per source", light.positions.size()),
            "Write e.g. [[\"0 um\", \"0 um\", \"500 um\"]]");
        return;
    }
    std::vector<glm::dvec3> ends;
    for (const Node& child : to.children)
        ends.push_back(read_vector(document, child, kinds::length).value_or(glm::dvec3(0)));
    light.path.times = {start, stop};
    light.path.positions = {light.positions, std::move(ends)};
}

}  // namespace

void read_path(TableReader& light_table, double dt, Light& light) {
    const Node* node = light_table.find("path");
    if (!node || light.positions.empty()) return;
    Document& document = light_table.document();
    TableReader table(document, *node, "path", {"file", "to", "start", "stop", "every"});
    const Node* form = table.require_one({"file", "to"});
    if (!form) return;
    if (form->key == "to") {
        read_line(table, light);
    } else {
        for (const char* key : {"start", "stop"})
            if (const Node* other = table.find(key))
                document.problem(*other, "a file has its own times", "Remove it");
        read_rows(document, *form, light);
    }
    // Whole steps between two moves, about a millisecond.
    light.path.every_steps =
        std::isfinite(dt) ? std::max<std::int64_t>(1, std::llround(default_every / dt)) : 1;
    if (const Node* every = table.find("every"))
        if (auto time = read_quantity(document, *every, kinds::time, ranges::positive))
            light.path.every_steps = positive_steps(document, *every, *time, dt).value_or(1);
    if (!light.path.times.empty()) light.positions = light.positions_at(0);
}

}  // namespace spikelight
