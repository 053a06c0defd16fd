// Reads quantities such as "30 mW/mm^2" into SI. The only place that knows units.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace spikelight {

/// Exponents of the base units. Angles have a dimension of their own, counted in degrees.
struct Dimension {
    int metre = 0, kilogram = 0, second = 0, ampere = 0, degree = 0, mole = 0;
    bool operator==(const Dimension&) const = default;
};

/// One of a unit is factor * 10^decimal_exponent in SI. The factor is 1 for all but min, h and rad.
struct Unit {
    Dimension dimension;
    int decimal_exponent = 0;
    double factor = 1;
};

struct Quantity {
    double value = 0;  ///< SI (angles: degrees)
    Dimension dimension;
};

/// What a key wants: its name for messages and an example to write.
struct QuantityKind {
    Dimension dimension;
    const char* name;
    const char* example;
};

namespace kinds {
inline constexpr QuantityKind number{{}, "a number", "1.0"};
inline constexpr QuantityKind time{{0, 0, 1, 0, 0}, "a time", "20 ms"};
inline constexpr QuantityKind rate{{0, 0, -1, 0, 0}, "a rate", "1 /ms"};
inline constexpr QuantityKind firing_rate{{0, 0, -1, 0, 0}, "a rate", "20 Hz"};
inline constexpr QuantityKind length{{1, 0, 0, 0, 0}, "a length", "100 um"};
inline constexpr QuantityKind inverse_length{{-1, 0, 0, 0, 0}, "an inverse length", "0.125 /mm"};
inline constexpr QuantityKind voltage{{2, 1, -3, -1, 0}, "a voltage", "-70 mV"};
inline constexpr QuantityKind current{{0, 0, 0, 1, 0}, "a current", "60 pA"};
inline constexpr QuantityKind resistance{{2, 1, -3, -2, 0}, "a resistance", "500 Mohm"};
inline constexpr QuantityKind conductance{{-2, -1, 3, 2, 0}, "a conductance", "114 nS"};
inline constexpr QuantityKind irradiance{{0, 1, -3, 0, 0}, "an irradiance", "10 mW/mm^2"};
inline constexpr QuantityKind irradiance_per_rate{
    {0, 1, -2, 0, 0}, "an irradiance per rate", "0.2 mW/mm^2/Hz"};
inline constexpr QuantityKind irradiance_per_voltage{
    {-2, 0, 0, 1}, "an irradiance per voltage", "0.5 mW/mm^2/mV"};
inline constexpr QuantityKind irradiance_per_current{
    {0, 1, -3, -1}, "an irradiance per current", "0.1 mW/mm^2/pA"};
inline constexpr QuantityKind rate_per_voltage{{-2, -1, 2, 1}, "a rate per voltage", "2 Hz/mV"};
inline constexpr QuantityKind rate_per_current{{0, 0, -1, -1}, "a rate per current", "2 Hz/pA"};
inline constexpr QuantityKind power{{2, 1, -3, 0, 0}, "a power", "1 mW"};
inline constexpr QuantityKind energy{{2, 1, -2, 0, 0}, "an energy", "4.2e-19 J"};
inline constexpr QuantityKind photon_flux{
    {-2, 0, -1, 0, 0}, "a photon flux density", "1e22 /m^2/s"};
inline constexpr QuantityKind concentration{{-3, 0, 0, 0, 0, 1}, "a concentration", "124 mM"};
inline constexpr QuantityKind concentration_per_charge{
    {-3, 0, -1, -1, 0, 1}, "a concentration per charge", "2e8 mol/m^3/C"};
inline constexpr QuantityKind current_per_irradiance{
    {0, -1, 3, 1, 0}, "a current per irradiance", "10 pA/(mW/mm^2)"};
inline constexpr QuantityKind angle{{0, 0, 0, 0, 1}, "an angle", "30 deg"};
}  // namespace kinds

/// Product of units: prefixes, powers (`mm^2`, `mm2`, `s-1`), `/`, `*`, spaces, parentheses, a
/// leading `/` or `1/`. Divisions associate to the left: `mW/mm^2/Hz`. Nothing where the text is no
/// unit.
std::optional<Unit> parse_unit(std::string_view text);

/// The unit at the end of a column's name: `irradiance_mW_per_mm2`, `rate_per_s`, `gain_1`. The
/// longest ending that is a unit counts. Nothing where there is none.
std::optional<Unit> parse_column_unit(std::string_view column);

/// The double nearest to number * 10^decimal_exponent, the exponent joined to the text before it is
/// rounded, so that "473" with -9 is 473e-9 and not 473 * 1e-9. Nothing where the text is no
/// decimal number or leaves double's range.
std::optional<double> parse_decimal(std::string_view number, int decimal_exponent = 0);

/// A number followed by a unit. The string says what is wrong with the text.
std::variant<Quantity, std::string> parse_quantity(std::string_view text);

/// "a voltage", or the base units where the dimension has no name here.
std::string describe(const Dimension& dimension);

}  // namespace spikelight
