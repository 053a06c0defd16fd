#include "tests/support/reference.h"

#include <zlib.h>

#include <charconv>
#include <cstdlib>
#include <stdexcept>

namespace spikelight::testing {
namespace {

std::vector<std::string> split_line(const std::string& line) {
    std::vector<std::string> cells(1);
    for (char c : line) {
        if (c == ',')
            cells.emplace_back();
        else
            cells.back() += c;
    }
    return cells;
}

}  // namespace

std::filesystem::path source_directory() {
    // A program built elsewhere is told where the sources lie here.
    const char* here = std::getenv("SPIKELIGHT_SOURCE_DIR");
    return here ? here : SPIKELIGHT_SOURCE_DIR;
}
std::filesystem::path reference(const std::string& path) {
    return source_directory() / "tests/reference" / path;
}
std::filesystem::path scenario(const std::string& path) {
    return source_directory() / "tests/scenarios" / path;
}
std::filesystem::path example(const std::string& path) {
    return source_directory() / "examples" / path;
}

std::string read_text(const std::filesystem::path& file) {
    // gzopen reads plain files as they are.
    gzFile handle = gzopen(file.c_str(), "rb");
    if (!handle) throw std::runtime_error("cannot open " + file.string());
    std::string text;
    char buffer[65536];
    for (int n; (n = gzread(handle, buffer, sizeof buffer)) > 0;) text.append(buffer, n);
    gzclose(handle);
    return text;
}

Csv::Csv(const std::filesystem::path& file) : file_(file) {
    std::string text = read_text(file), line;
    bool header = true;
    text += '\n';
    for (char c : text) {
        if (c == '\r') continue;
        if (c != '\n') {
            line += c;
            continue;
        }
        if (!line.empty()) {
            std::vector<std::string> cells = split_line(line);
            if (header)
                for (std::size_t i = 0; i < cells.size(); ++i) columns_[cells[i]] = i;
            else
                rows_.push_back(std::move(cells));
            header = false;
        }
        line.clear();
    }
}

const std::string& Csv::text(std::size_t row, const std::string& column) const {
    auto found = columns_.find(column);
    if (found == columns_.end())
        throw std::runtime_error(file_.string() + " has no column " + column);
    return rows_.at(row).at(found->second);
}

double Csv::number(std::size_t row, const std::string& column) const {
    const std::string& cell = text(row, column);
    double value = 0;
    auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
    if (error != std::errc() || end != cell.data() + cell.size())
        throw std::runtime_error(file_.string() + ": '" + cell + "' is no number");
    return value;
}

std::vector<double> Csv::numbers(const std::string& column) const {
    std::vector<double> values(rows());
    for (std::size_t i = 0; i < rows(); ++i) values[i] = number(i, column);
    return values;
}

}  // namespace spikelight::testing
