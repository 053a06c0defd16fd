// Columns of CSV files that a scenario names, in SI, with problems told by file and line.
#pragma once

#include <memory>

#include "engine/scenario/csv_file.h"
#include "engine/scenario/fields.h"

namespace spikelight {

/// A CSV file named by a string of the scenario.
class CsvInput {
  public:
    /// Reports a file that is missing or broken; is_open() is then false.
    CsvInput(Document& document, const Node& name);

    bool is_open() const { return csv_ != nullptr; }
    const CsvFile& csv() const { return *csv_; }

    /// Reports where the file has not as many rows as there are `elements` ("neurons of exc").
    bool require_rows(std::size_t count, const std::string& elements);
    /// The column called `name`; reports where there is none.
    std::optional<std::size_t> require_column(const std::string& name);
    /// The column `stem`_`unit` of the wanted dimension: for stem x, x_mm or x_um. Reports where
    /// there is none.
    std::optional<std::size_t> require_quantity(const std::string& stem, const QuantityKind& kind);
    std::optional<std::size_t> find_quantity(const std::string& stem,
                                             const QuantityKind& kind) const;

    /// A column in SI, by the unit at the end of its name. Reports a wrong unit and bad cells.
    std::optional<std::vector<double>> quantities(std::size_t column, const QuantityKind& kind,
                                                  Range range = ranges::any);
    /// A column of whole numbers in [0, limit).
    std::optional<std::vector<std::uint32_t>> indices(std::size_t column, std::int64_t limit);
    /// Reports something about one row.
    void problem(std::size_t row, const std::string& text);

  private:
    /// Reports a cell; after the fifth, only how many more there are.
    void bad_cell(std::size_t row, std::size_t column, const std::string& why, std::size_t& count);
    void close_bad_cells(std::size_t column, std::size_t count);

    Document& document_;
    const Node& name_;
    std::filesystem::path file_;
    std::unique_ptr<CsvFile> csv_;
};

}  // namespace spikelight
