// Text made safe for HTML, and files made part of a page.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace spikelight {

/// & < > " ' replaced, so that any text may stand in an element or in a quoted attribute.
std::string escape_html(std::string_view text);

/// RFC 4648, with padding.
std::string base64(std::span<const unsigned char> bytes);

/// "data:<type>;base64,...".
std::string data_uri(std::string_view type, std::span<const unsigned char> bytes);
std::string data_uri(std::string_view type, const std::filesystem::path& file);

/// A whole file. Throws std::runtime_error if it cannot be read.
std::string read_file(const std::filesystem::path& file);

}  // namespace spikelight
