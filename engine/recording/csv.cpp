#include "engine/recording/csv.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstring>
#include <stdexcept>

namespace spikelight {
namespace {

constexpr std::size_t part_bytes = 256 * 1024;

template <class T>
bool read_value(std::string_view text, T& value) {
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

CsvReader::CsvReader(const std::filesystem::path& path) : path_(path), stream_(path) {
    std::error_code ignored;
    if (std::filesystem::is_directory(path, ignored))
        throw std::runtime_error(fmt::format("{}:0: it is a directory", path.string()));
    if (!stream_)
        throw std::runtime_error(fmt::format("{}:0: {}", path.string(), std::strerror(errno)));
    header_text_ = read_records(1);
    parse(header_text_, 0);
}

bool CsvReader::next() {
    while (row_ >= part_->rows()) {
        const std::size_t lines = lines_;
        place_ = {stream_.tellg(), lines};
        const std::string records = read_records(part_bytes);
        if (records.empty()) {
            row_ = part_->rows() + 1;
            return false;
        }
        // The header's lines stand before the part's.
        const auto header_lines =
            static_cast<std::size_t>(std::count(header_text_.begin(), header_text_.end(), '\n'));
        parse(header_text_ + records, lines - header_lines);
        row_ = 0;
    }
    ++row_;
    return true;
}

void CsvReader::go_to(const Place& place) {
    stream_.clear();
    stream_.seekg(place.offset);
    lines_ = place.lines;
    row_ = part_->rows();
}

/// Whole records, of at least so many bytes if there are.
std::string CsvReader::read_records(std::size_t bytes) {
    std::string records;
    bool quoted = false;
    for (std::string line; (quoted || records.size() < bytes) && std::getline(stream_, line);) {
        // A line break within quotes ends no record.
        quoted = quoted != (std::count(line.begin(), line.end(), '"') % 2 == 1);
        records += line;
        records += '\n';
        ++lines_;
    }
    return records;
}

void CsvReader::parse(std::string text, std::size_t lines_left_out) {
    try {
        part_ = std::make_unique<CsvFile>(std::move(text), lines_left_out);
    } catch (const CsvError& error) {
        throw std::runtime_error(
            fmt::format("{}:{}: {}", path_.string(), error.line, error.what()));
    }
}

double CsvReader::number(std::size_t column) const {
    double value = 0;
    if (!read_value(text(column), value) || !std::isfinite(value))
        fail(fmt::format("{} = '{}' is no number", header()[column], text(column)));
    return value;
}

std::uint64_t CsvReader::index(std::size_t column) const {
    std::uint64_t value = 0;
    if (!read_value(text(column), value))
        fail(fmt::format("{} = '{}' is no index", header()[column], text(column)));
    return value;
}

void CsvReader::fail(const std::string& problem) const {
    // Before the first row and after the last it is the header, or the last line, that is meant.
    const std::size_t row = std::min(row_, part_->rows());
    throw std::runtime_error(
        fmt::format("{}:{}: {}", path_.string(), row == 0 ? 1 : part_->line(row - 1), problem));
}

}  // namespace spikelight
