// Numbers as people read them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace spikelight {

std::string with_thousands(double count);   ///< 1234567 -> "1,234,567"
std::string duration_text(double seconds);  ///< "12.4 ms", "3.4 s", "2 min 05 s", "1 h 02 min"
std::string bytes_text(double bytes);       ///< "512 B", "1.2 MB", "3.4 GB" (powers of 1000)
std::optional<double> parse_bytes(
    const std::string& text);  ///< "8 MB" -> 8e6; nothing for what is no size above 0
std::string milliseconds_text(double seconds);  ///< 0.1 -> "100 ms", shortest digits
/// "mW/mm^2" -> "mW/mm²": as a page writes what a scenario can.
std::string with_raised_powers(std::string text);
std::string shortest(double value,
                     int digits);  ///< at most `digits` significant digits, no trailing zeros

}  // namespace spikelight
