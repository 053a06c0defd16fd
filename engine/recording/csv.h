// The CSV files of a run directory, read back row by row with errors that name the line.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "engine/scenario/csv_file.h"

namespace spikelight {

/// A cell as RFC 4180 wants it: in quotes where it holds a comma, a quote or a line break.
std::string quote_cell(const std::string& text);

/// Reads a file of any length through a part of it in memory. All functions throw std::runtime_error: `file:line: problem`.
class CsvReader {
  public:
    /// Where a part of the file begins that is parsed at once.
    struct Place {
        std::streamoff offset = 0;
        std::size_t lines = 0;  ///< before it
    };

    explicit CsvReader(const std::filesystem::path& path);
    const std::vector<std::string>& header() const { return part_->header(); }
    /// Goes to the next row, at first to the first. False at the end.
    bool next();
    /// Of the present row's part.
    const Place& place() const { return place_; }
    /// The next row is the first of this part.
    void go_to(const Place& place);
    std::string_view text(std::size_t column) const { return part_->cell(row_ - 1, column); }
    double number(std::size_t column) const;
    std::uint64_t index(std::size_t column) const;
    /// Throws about the present row.
    [[noreturn]] void fail(const std::string& problem) const;

  private:
    std::string read_records(std::size_t bytes);
    void parse(std::string text, std::size_t lines_left_out);

    std::filesystem::path path_;
    std::ifstream stream_;
    std::string header_text_;
    std::size_t lines_ = 0;  ///< read so far
    std::unique_ptr<CsvFile> part_;
    Place place_;
    std::size_t row_ = 0;  ///< the present row of the part, counted from 1
};

}  // namespace spikelight
