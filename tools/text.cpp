#include "tools/text.h"

#include <fmt/format.h>

#include <array>
#include <cmath>

namespace spikelight {

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
    static constexpr std::array units = {"B", "kB", "MB", "GB", "TB"};
    std::size_t unit = 0;
    while (bytes >= 999.5 && unit + 1 < units.size()) {
        bytes /= 1000;
        ++unit;
    }
    return fmt::format("{} {}", shortest(bytes, 3), units[unit]);
}

std::string milliseconds_text(double seconds) {
    return shortest(seconds * 1e3, 9) + " ms";
}

std::string shortest(double value, int digits) {
    std::string text = fmt::format("{:.{}g}", value, digits);
    // Whole numbers read better written out than as 1e+03.
    if (text.find('e') != std::string::npos && std::abs(value) >= 1 && std::abs(value) < 1e15)
        text = fmt::format("{:.0f}", value);
    return text;
}

}  // namespace spikelight
