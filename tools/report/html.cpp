#include "tools/report/html.h"

#include <fmt/format.h>

#include <fstream>
#include <sstream>
#include <stdexcept>

namespace spikelight {

std::string escape_html(std::string_view text) {
    std::string safe;
    safe.reserve(text.size());
    for (char c : text) switch (c) {
            case '&':
                safe += "&amp;";
                break;
            case '<':
                safe += "&lt;";
                break;
            case '>':
                safe += "&gt;";
                break;
            case '"':
                safe += "&quot;";
                break;
            case '\'':
                safe += "&#39;";
                break;
            default:
                safe += c;
        }
    return safe;
}

std::string base64(std::span<const unsigned char> bytes) {
    static constexpr std::string_view digits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        // Three bytes, the missing ones 0, become four digits; a digit of missing bytes alone becomes '='.
        std::size_t present = std::min<std::size_t>(3, bytes.size() - i);
        unsigned group = 0;
        for (std::size_t k = 0; k < 3; ++k) group = group << 8 | (k < present ? bytes[i + k] : 0u);
        for (std::size_t k = 0; k < 4; ++k)
            text += k <= present ? digits[group >> (18 - 6 * k) & 63] : '=';
    }
    return text;
}

std::string data_uri(std::string_view type, std::span<const unsigned char> bytes) {
    return fmt::format("data:{};base64,{}", type, base64(bytes));
}

std::string data_uri(std::string_view type, const std::filesystem::path& file) {
    std::string bytes = read_file(file);
    return data_uri(type, {reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()});
}

std::string read_file(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    std::ostringstream text;
    if (!stream || !(text << stream.rdbuf()))
        throw std::runtime_error(fmt::format("{} cannot be read", file.string()));
    return std::move(text).str();
}

}  // namespace spikelight
