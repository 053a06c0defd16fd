#include "engine/recording/csv.h"

#include <fmt/format.h>

#include <charconv>
#include <stdexcept>

namespace spikelight {
namespace {

template <class T>
bool parse(std::string_view text, T& value) {
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size();
}

}  // namespace

std::string quote_cell(const std::string& text) {
    if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
    std::string quoted = "\"";
    for (char c : text) {
        if (c == '"') quoted += '"';
        quoted += c;
    }
    return quoted + '"';
}

CsvReader::CsvReader(const std::filesystem::path& path) : path_(path) {
    try {
        file_ = std::make_unique<CsvFile>(path);
    } catch (const CsvError& error) {
        throw std::runtime_error(fmt::format("{}:{}: {}", path.string(), error.line, error.what()));
    }
}

double CsvReader::number(std::size_t column) const {
    double value = 0;
    if (!parse(text(column), value))
        fail(fmt::format("{} = '{}' is no number", header()[column], text(column)));
    return value;
}

std::uint64_t CsvReader::index(std::size_t column) const {
    std::uint64_t value = 0;
    if (!parse(text(column), value))
        fail(fmt::format("{} = '{}' is no index", header()[column], text(column)));
    return value;
}

void CsvReader::fail(const std::string& problem) const {
    // Before the first row and after the last it is the header, or the last line, that is meant.
    const std::size_t row = std::min(row_, file_->rows());
    throw std::runtime_error(
        fmt::format("{}:{}: {}", path_.string(), row == 0 ? 1 : file_->line(row - 1), problem));
}

}  // namespace spikelight
