// `field` of a [[light]]: a volume, or a table over (r, z).
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "engine/scenario/csv_columns.h"
#include "engine/scenario/field_volume.h"
#include "engine/scenario/section_readers.h"

namespace spikelight {
namespace {

/// The points of one axis from a column that repeats them, evenly spaced; nothing where they are not.
std::optional<std::vector<double>> axis_of(Document& document, const Node& node,
                                           const std::string& name, std::vector<double> column) {
    std::sort(column.begin(), column.end());
    column.erase(std::unique(column.begin(), column.end()), column.end());
    if (column.size() < 2) {
        document.problem(node, fmt::format("it has fewer than 2 different {}", name),
                         "Give a grid of points over r and z");
        return std::nullopt;
    }
    const double spacing =
        (column.back() - column.front()) / static_cast<double>(column.size() - 1);
    for (std::size_t i = 0; i < column.size(); ++i) {
        const double even = column.front() + static_cast<double>(i) * spacing;
        if (std::abs(column[i] - even) <= 1e-3 * spacing) continue;
        document.problem(node,
                         fmt::format("its {} are not evenly spaced: {:g} mm follows {:g} mm", name,
                                     column[i] * 1e3, column[i - 1] * 1e3),
                         "Interpolate it onto a regular grid");
        return std::nullopt;
    }
    return column;
}

/// The place of a coordinate on an evenly spaced axis.
std::size_t place_on(const std::vector<double>& axis, double coordinate) {
    const double spacing = (axis.back() - axis.front()) / static_cast<double>(axis.size() - 1);
    return static_cast<std::size_t>(std::floor((coordinate - axis.front()) / spacing + 0.5));
}

void read_table(Document& document, const Node& node, MeasuredField& field) {
    CsvInput input(document, node);
    if (!input.is_open()) return;
    const auto r_column = input.require_quantity("r", kinds::length);
    const auto z_column = input.require_quantity("z", kinds::length);
    const auto value_column = input.require_quantity("transmittance", kinds::number);
    if (!r_column || !z_column || !value_column) return;
    const auto r = input.quantities(*r_column, kinds::length, ranges::not_negative);
    const auto z = input.quantities(*z_column, kinds::length);
    const auto values = input.quantities(*value_column, kinds::number, ranges::not_negative);
    if (!r || !z || !values) return;
    const auto r_axis = axis_of(document, node, "r", *r), z_axis = axis_of(document, node, "z", *z);
    if (!r_axis || !z_axis) return;
    if (r->size() != r_axis->size() * z_axis->size()) {
        document.problem(node,
                         fmt::format("{} rows for a grid of {} r by {} z", r->size(),
                                     r_axis->size(), z_axis->size()),
                         "Give each pair of r and z once");
        return;
    }
    // Rows may come in any order, but each point once.
    std::vector<float> grid(r->size(), -1.0f);
    for (std::size_t row = 0; row < r->size(); ++row) {
        float& point =
            grid[place_on(*r_axis, (*r)[row]) * z_axis->size() + place_on(*z_axis, (*z)[row])];
        if (point >= 0) {
            input.problem(row, "this pair of r and z has come before. Give each pair once");
            return;
        }
        point = static_cast<float>((*values)[row]);
    }
    const auto spacing = [](const std::vector<double>& axis) {
        return (axis.back() - axis.front()) / static_cast<double>(axis.size() - 1);
    };
    field.radial = true;
    field.shape = {static_cast<int>(r_axis->size()), 1, static_cast<int>(z_axis->size())};
    field.origin = {r_axis->front(), 0, z_axis->front()};
    field.spacing = {spacing(*r_axis), 1, spacing(*z_axis)};
    field.values = std::make_shared<const std::vector<float>>(std::move(grid));
}

void read_volume(Document& document, const Node& node, const std::string& dataset,
                 MeasuredField& field) {
    if (!read_string(document, node)) return;
    const std::filesystem::path file = document.open_input(node);
    try {
        field = read_field_volume(file, dataset);
    } catch (const std::runtime_error& error) {
        document.problem(node, fmt::format("{} cannot be used: {}", file.string(), error.what()),
                         "Write the volume as docs/light_field.md says");
    }
}

}  // namespace

void read_field(TableReader& light_table, Light& light) {
    light_table.quantity("radius", light.radius, kinds::length, ranges::positive);
    light_table.boolean("two_photon", light.two_photon);
    const Node* node = light_table.require("field", "{ file = \"field.csv\" }");
    if (!node) return;
    TableReader table(light_table.document(), *node, "field", {"file", "dataset"});
    const Node* file = table.require("file", "\"field.csv\"");
    if (!file) return;
    std::string dataset = "transmittance";
    table.string("dataset", dataset);
    const std::string ending = std::filesystem::path(file->string).extension().string();
    if (ending == ".h5" || ending == ".hdf5")
        read_volume(table.document(), *file, dataset, light.field);
    else if (table.find("dataset"))
        table.document().problem(*table.find("dataset"), "a table has no datasets",
                                 "Remove it, or name an HDF5 file (.h5)");
    else
        read_table(table.document(), *file, light.field);
}

}  // namespace spikelight
