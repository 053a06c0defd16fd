// Where tests find reference data, and readers for them.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace spikelight::testing {

std::filesystem::path source_directory();             ///< the project's top
std::filesystem::path reference(const std::string&);  ///< tests/reference/<path>
std::filesystem::path scenario(const std::string&);   ///< tests/scenarios/<path>
std::filesystem::path example(const std::string&);    ///< examples/<path>

/// A CSV file (also .csv.gz) with a header row.
class Csv {
  public:
    explicit Csv(const std::filesystem::path& file);
    std::size_t rows() const { return rows_.size(); }
    bool has(const std::string& column) const { return columns_.count(column) > 0; }
    const std::string& text(std::size_t row, const std::string& column) const;
    double number(std::size_t row, const std::string& column) const;
    std::vector<double> numbers(const std::string& column) const;

  private:
    std::filesystem::path file_;
    std::map<std::string, std::size_t> columns_;
    std::vector<std::vector<std::string>> rows_;
};

/// The whole text of a file (gunzipped where the name ends in .gz).
std::string read_text(const std::filesystem::path& file);

}  // namespace spikelight::testing
