#include "render/ticks.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace spikelight {

double nice_step(double smallest) {
    double power = std::pow(10.0, std::floor(std::log10(smallest)));
    for (double factor : {1.0, 2.0, 5.0})
        if (factor * power >= smallest * (1 - 1e-9)) return factor * power;
    return 10 * power;
}

std::vector<double> tick_values(double low, double high, double step) {
    std::vector<double> values;
    for (double k = std::ceil(low / step - 1e-3); k <= high / step + 1e-3; ++k)
        values.push_back(k * step);
    return values;
}

std::string tick_label(double value, double step) {
    int digits = std::max(0, int(-std::floor(std::log10(step) + 1e-9)));
    std::string number = fmt::format("{:.{}f}", std::abs(value), digits);
    bool zero = number.find_first_not_of("0.") == std::string::npos;
    return value < 0 && !zero ? "\u2212" + number : number;
}

}  // namespace spikelight
