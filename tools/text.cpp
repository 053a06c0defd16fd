#include "tools/text.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <string_view>
#include <utility>

namespace spikelight {
namespace {

/// Each a thousand times the one before.
constexpr std::array<std::string_view, 5> byte_units = {"B", "kB", "MB", "GB", "TB"};

}  // namespace

std::string with_thousands(double count) {
    std::string digits = fmt::format("{:.0f}", count), text;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        std::size_t left = digits.size() - i;
        if (i > 0 && left % 3 == 0 && digits[i - 1] != '-') text += ',';
        text += digits[i];
    }
    return text;
}

std::string duration_text(double seconds) {
    if (seconds < 0.9995) return fmt::format("{} ms", shortest(seconds * 1e3, 3));
    if (seconds < 60) return fmt::format("{:.1f} s", seconds);
    long whole = std::lround(seconds);
    if (whole < 3600) return fmt::format("{} min {:02d} s", whole / 60, whole % 60);
    return fmt::format("{} h {:02d} min", whole / 3600, whole % 3600 / 60);
}

std::string bytes_text(double bytes) {
    std::size_t unit = 0;
    while (bytes >= 999.5 && unit + 1 < byte_units.size()) {
        bytes /= 1000;
        ++unit;
    }
    return fmt::format("{} {}", shortest(bytes, 3), byte_units[unit]);
}

std::optional<double> parse_bytes(const std::string& text) {
    double value = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || !(value > 0) || !std::isfinite(value)) return std::nullopt;
    std::string unit(end, text.data() + text.size());
    unit.erase(0, unit.find_first_not_of(' '));
    for (std::string_view known : byte_units) {
        if (unit == known) return value;
        value *= 1000;
    }
    return std::nullopt;
}

std::string milliseconds_text(double seconds) {
    return shortest(seconds * 1e3, 9) + " ms";
}

std::string with_raised_powers(std::string text) {
    for (auto [plain, raised] : {std::pair{"^2", "²"}, {"^3", "³"}})
        for (std::size_t at; (at = text.find(plain)) != std::string::npos;)
            text.replace(at, 2, raised);
    return text;
}

std::string shortest(double value, int digits) {
    std::string text = fmt::format("{:.{}g}", value, digits);
    // Whole numbers read better written out than as 1e+03.
    if (text.find('e') != std::string::npos && std::abs(value) >= 1 && std::abs(value) < 1e15)
        text = fmt::format("{:.0f}", value);
    return text;
}

}  // namespace spikelight
