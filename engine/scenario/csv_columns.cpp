#include "engine/scenario/csv_columns.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "engine/scenario/nearest.h"

namespace spikelight {
namespace {

constexpr std::size_t most_bad_cells = 5;

}  // namespace

CsvInput::CsvInput(Document& document, const Node& name) : document_(document), name_(name) {
    if (!read_string(document, name)) return;
    file_ = document.open_input(name);
    try {
        csv_ = std::make_unique<CsvFile>(file_);
    } catch (const CsvError& error) {
        if (error.line > 0)
            document.problem_in_input(name, file_, error.line,
                                      fmt::format("{}. Correct the line", error.what()));
        else
            document.problem(name,
                             fmt::format("{} cannot be read: {}", file_.string(), error.what()),
                             "Files are found relative to the scenario; correct the path");
    }
}

bool CsvInput::require_rows(std::size_t count, const std::string& elements) {
    if (csv_->rows() == count) return true;
    document_.problem(name_, fmt::format("{} rows for {} {}", csv_->rows(), count, elements),
                      "Write a header and one row per element");
    return false;
}

std::optional<std::size_t> CsvInput::require_column(const std::string& name) {
    const std::optional<std::size_t> column = csv_->find(name);
    if (!column)
        document_.problem(name_, fmt::format("it has no column {}", name),
                          suggest(name, csv_->header()));
    return column;
}

std::optional<std::size_t> CsvInput::find_quantity(const std::string& stem,
                                                   const QuantityKind& kind) const {
    for (std::size_t i = 0; i < csv_->header().size(); ++i) {
        const std::string& name = csv_->header()[i];
        if (!name.starts_with(stem + "_")) continue;
        const std::optional<Unit> unit = parse_column_unit(name.substr(stem.size()));
        if (unit && unit->dimension == kind.dimension) return i;
    }
    return std::nullopt;
}

std::optional<std::size_t> CsvInput::require_quantity(const std::string& stem,
                                                      const QuantityKind& kind) {
    const std::optional<std::size_t> column = find_quantity(stem, kind);
    if (!column)
        document_.problem(name_, fmt::format("it has no column {}_<unit> with {}", stem, kind.name),
                          suggest(stem, csv_->header()));
    return column;
}

std::optional<std::vector<double>> CsvInput::quantities(std::size_t column,
                                                        const QuantityKind& kind, Range range) {
    // Read the unit off the column's name.
    const std::string& name = csv_->header()[column];
    const std::optional<Unit> unit = parse_column_unit(name);
    if (!unit || unit->dimension != kind.dimension) {
        document_.problem(
            name_,
            fmt::format("column {} {}, {} is needed", name,
                        unit ? "is " + describe(unit->dimension) : "has no unit", kind.name),
            "End the column's name in its unit, e.g. I_pA or w_1");
        return std::nullopt;
    }
    std::vector<double> values(csv_->rows());
    std::size_t bad = 0;
    for (std::size_t row = 0; row < values.size(); ++row) {
        const std::optional<double> value =
            parse_decimal(csv_->cell(row, column), unit->decimal_exponent);
        values[row] = value.value_or(0) * unit->factor;
        if (!value || !std::isfinite(values[row]))
            bad_cell(row, column, "no number", bad);
        else if (!contains(range, values[row]))
            bad_cell(row, column, describe(range), bad);
    }
    close_bad_cells(column, bad);
    return bad == 0 ? std::optional(std::move(values)) : std::nullopt;
}

std::optional<std::vector<std::uint32_t>> CsvInput::indices(std::size_t column,
                                                            std::int64_t limit) {
    std::vector<std::uint32_t> values(csv_->rows());
    std::size_t bad = 0;
    for (std::size_t row = 0; row < values.size(); ++row) {
        const std::string_view cell = csv_->cell(row, column);
        std::int64_t value = 0;
        const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
        if (error != std::errc() || end != cell.data() + cell.size())
            bad_cell(row, column, "no whole number", bad);
        else if (value < 0 || value >= limit)
            bad_cell(row, column, fmt::format("must lie in [0, {}]", limit - 1), bad);
        else
            values[row] = static_cast<std::uint32_t>(value);
    }
    close_bad_cells(column, bad);
    return bad == 0 ? std::optional(std::move(values)) : std::nullopt;
}

void CsvInput::problem(std::size_t row, const std::string& text) {
    document_.problem_in_input(name_, file_, csv_->line(row), text);
}

void CsvInput::bad_cell(std::size_t row, std::size_t column, const std::string& why,
                        std::size_t& count) {
    if (++count <= most_bad_cells)
        problem(row, fmt::format("{} = {} ({}). Correct the cell", csv_->header()[column],
                                 csv_->cell(row, column), why));
}

void CsvInput::close_bad_cells(std::size_t column, std::size_t count) {
    if (count > most_bad_cells)
        document_.problem(name_,
                          fmt::format("{} more bad cells in column {}", count - most_bad_cells,
                                      csv_->header()[column]),
                          "Correct them all");
}

}  // namespace spikelight
