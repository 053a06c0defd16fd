// Reads CSV files (RFC 4180: quotes, CRLF, an optional byte order mark), keeping line numbers for
// messages.
#pragma once

#include <deque>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace spikelight {

/// The file cannot be read or is no CSV. `line` is 0 where the file as a whole is meant.
struct CsvError : std::runtime_error {
    CsvError(std::size_t line_number, const std::string& why)
        : std::runtime_error(why), line(line_number) {}
    std::size_t line;
};

/// A header and rows of equally many cells, held in memory. Blank lines are skipped.
class CsvFile {
  public:
    /// Throws CsvError.
    explicit CsvFile(const std::filesystem::path& file);
    /// A file's text, or its header and a part of its rows: so many lines of the file are left out between them.
    explicit CsvFile(std::string text, std::size_t lines_left_out = 0);
    CsvFile(const CsvFile&) = delete;
    CsvFile& operator=(const CsvFile&) = delete;

    std::size_t rows() const { return lines_.size(); }
    const std::vector<std::string>& header() const { return header_; }
    std::optional<std::size_t> find(std::string_view column) const;
    std::string_view cell(std::size_t row, std::size_t column) const {
        return cells_[row * header_.size() + column];
    }
    /// The line of the file in which a row begins, from 1.
    std::size_t line(std::size_t row) const { return lines_[row]; }

  private:
    std::string_view read_cell(const char*& at, std::size_t& line);
    std::string_view read_quoted(const char*& at, std::size_t& line);

    std::string text_;
    std::vector<std::string> header_;
    std::vector<std::string_view> cells_;
    std::vector<std::size_t> lines_;
    std::deque<std::string> unquoted_;  ///< cells that held doubled quotes
};

}  // namespace spikelight
