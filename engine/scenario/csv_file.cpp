#include "engine/scenario/csv_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>

namespace spikelight {
namespace {

std::string read_whole(const std::filesystem::path& file) {
    // A device or a pipe may have no end.
    std::error_code ignored;
    if (std::filesystem::is_directory(file, ignored)) throw CsvError(0, "it is a directory");
    if (std::filesystem::exists(file, ignored) && !std::filesystem::is_regular_file(file, ignored))
        throw CsvError(0, "it is no regular file");
    std::ifstream stream(file, std::ios::binary);
    if (!stream) throw CsvError(0, std::strerror(errno));
    // Read piece by piece, so that a file of holes is refused at its first.
    std::string text;
    std::array<char, 1 << 16> piece;
    while (stream) {
        stream.read(piece.data(), piece.size());
        const std::string_view read(piece.data(), static_cast<std::size_t>(stream.gcount()));
        text.append(read);
        if (read.find('\0') != std::string_view::npos) break;
    }
    if (stream.bad()) throw CsvError(0, "reading it failed");
    return text;
}

bool ends_cell(char c) {
    return c == ',' || c == '\n' || c == '\r' || c == '\0';
}

}  // namespace

CsvFile::CsvFile(const std::filesystem::path& file) : CsvFile(read_whole(file)) {}

CsvFile::CsvFile(std::string text, std::size_t lines_left_out) : text_(std::move(text)) {
    // A terminating zero lets every loop below stop without asking for the end.
    if (const std::size_t zero = text_.find('\0'); zero != std::string::npos)
        throw CsvError(
            1 + lines_left_out +
                std::count(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(zero), '\n'),
            "a zero byte in the text");
    const char* at = text_.c_str();
    const char* const end = at + text_.size();
    if (text_.starts_with("\xEF\xBB\xBF")) at += 3;

    std::vector<std::string_view> record;
    for (std::size_t line = 1; at < end; ++line) {
        const std::size_t first_line = line;
        // Read one record up to the end of its line.
        record.clear();
        record.push_back(read_cell(at, line));
        while (*at == ',') record.push_back(read_cell(++at, line));
        if (*at == '\r') ++at;
        if (*at == '\n') ++at;
        if (record.size() == 1 && record[0].empty()) continue;
        // The first is the header; all others have as many cells.
        if (header_.empty()) {
            header_.assign(record.begin(), record.end());
            line += lines_left_out;
            continue;
        }
        if (record.size() != header_.size())
            throw CsvError(first_line, fmt::format("number of cells is {}, of the header {}",
                                                   record.size(), header_.size()));
        cells_.insert(cells_.end(), record.begin(), record.end());
        lines_.push_back(first_line);
    }
    if (header_.empty()) throw CsvError(0, "it is empty");
}

std::optional<std::size_t> CsvFile::find(std::string_view column) const {
    const auto found = std::find(header_.begin(), header_.end(), column);
    return found == header_.end() ? std::nullopt
                                  : std::optional<std::size_t>(found - header_.begin());
}

std::string_view CsvFile::read_cell(const char*& at, std::size_t& line) {
    if (*at == '"') return read_quoted(at, line);
    const char* const begin = at;
    while (!ends_cell(*at)) ++at;
    // Blanks around a number are no part of it.
    std::string_view cell(begin, at - begin);
    while (cell.starts_with(' ') || cell.starts_with('\t')) cell.remove_prefix(1);
    while (cell.ends_with(' ') || cell.ends_with('\t')) cell.remove_suffix(1);
    return cell;
}

std::string_view CsvFile::read_quoted(const char*& at, std::size_t& line) {
    const std::size_t first_line = line;
    std::string text;
    for (++at;; ++at) {
        if (*at == '\0') throw CsvError(first_line, "a quote that is never closed");
        if (*at == '\n') ++line;
        if (*at == '"' && *++at != '"') break;
        text += *at;
    }
    if (!ends_cell(*at)) throw CsvError(first_line, "text after a closing quote");
    return unquoted_.emplace_back(std::move(text));
}

}  // namespace spikelight
