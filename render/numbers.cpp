#include "render/numbers.h"

#include <fmt/format.h>

#include <cmath>

namespace spikelight {

std::string count_text(std::size_t count) {
    std::string digits = std::to_string(count), text;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        if (i > 0 && (digits.size() - i) % 3 == 0) text += ',';
        text += digits[i];
    }
    return text;
}

IrradianceWords irradiance_words(double irradiance) {
    constexpr double W_per_m2_in_mW_per_mm2 = 1e3, strong = 1e4, faint = 1e-2, largest_count = 1e15;
    double value = irradiance / W_per_m2_in_mW_per_mm2;
    std::string unit = "mW/mm²";
    if (value >= strong)
        value /= 1e3, unit = "W/mm²";
    else if (value > 0 && value < faint)
        value *= 1e3, unit = "µW/mm²";
    const bool written_out = value >= 999.5 && value < largest_count;
    return {
        written_out ? count_text(std::size_t(std::llround(value))) : fmt::format("{:.3g}", value),
        unit};
}

std::string irradiance_text(double irradiance) {
    const IrradianceWords words = irradiance_words(irradiance);
    return words.number + " " + words.unit;
}

}  // namespace spikelight
