#include "engine/scenario/units.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <utility>

namespace spikelight {
namespace {

struct NamedUnit {
    std::string_view symbol;
    Unit unit;
    bool takes_prefix;
};

/// Nobody writes longer ones, and what is done with them takes time by the square of it.
constexpr std::size_t longest_text = 1000;
/// Larger exponents are nothing that exists, and could overflow.
constexpr int largest_exponent = 1000;

constexpr double degrees_per_radian = 57.295779513082320876798;

// SI Brochure, 9th edition, tables 2 and 4; factors are powers of ten but for min, h and rad.
constexpr std::array<NamedUnit, 24> named_units{{
    {"m", {{1, 0, 0, 0, 0}}, true},
    {"g", {{0, 1, 0, 0, 0}, -3}, true},
    {"s", {{0, 0, 1, 0, 0}}, true},
    {"A", {{0, 0, 0, 1, 0}}, true},
    {"V", {{2, 1, -3, -1, 0}}, true},
    {"ohm", {{2, 1, -3, -2, 0}}, true},
    {"Ohm", {{2, 1, -3, -2, 0}}, true},
    {"S", {{-2, -1, 3, 2, 0}}, true},
    {"W", {{2, 1, -3, 0, 0}}, true},
    {"J", {{2, 1, -2, 0, 0}}, true},
    {"Hz", {{0, 0, -1, 0, 0}}, true},
    {"C", {{0, 0, 1, 1, 0}}, true},
    {"F", {{-2, -1, 4, 2, 0}}, true},
    {"N", {{1, 1, -2, 0, 0}}, true},
    {"mol", {{0, 0, 0, 0, 0, 1}}, true},
    {"M", {{-3, 0, 0, 0, 0, 1}, 3}, true},
    {"min", {{0, 0, 1, 0, 0}, 0, 60}, false},
    {"h", {{0, 0, 1, 0, 0}, 0, 3600}, false},
    {"deg", {{0, 0, 0, 0, 1}}, false},
    {"rad", {{0, 0, 0, 0, 1}, 0, degrees_per_radian}, false},
    {"photon", {}, false},
    {"photons", {}, false},
    {"%", {{}, -2}, false},
    {"1", {}, false},
}};

constexpr std::array<std::pair<std::string_view, int>, 16> prefixes{{{"da", 1},
                                                                     {"a", -18},
                                                                     {"f", -15},
                                                                     {"p", -12},
                                                                     {"n", -9},
                                                                     {"u", -6},
                                                                     {"m", -3},
                                                                     {"c", -2},
                                                                     {"d", -1},
                                                                     {"h", 2},
                                                                     {"k", 3},
                                                                     {"M", 6},
                                                                     {"G", 9},
                                                                     {"T", 12},
                                                                     {"P", 15},
                                                                     {"E", 18}}};

// Every spelling of a character outside ASCII that people write in units.
constexpr std::array<std::pair<std::string_view, std::string_view>, 11> spellings{
    {{"\u00b5", "u"},
     {"\u03bc", "u"},
     {"\u03a9", "ohm"},
     {"\u2126", "ohm"},
     {"\u00b7", "*"},
     {"\u00b0", "deg"},
     {"\u00b9", "1"},
     {"\u00b2", "2"},
     {"\u00b3", "3"},
     {"\u207b", "-"},
     {"\u2212", "-"}}};

std::string spell_in_ascii(std::string_view text) {
    std::string ascii(text);
    for (const auto& [from, to] : spellings)
        for (std::size_t at; (at = ascii.find(from)) != std::string::npos;)
            ascii.replace(at, from.size(), to);
    return ascii;
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '%';
}

std::optional<Unit> find_symbol(std::string_view symbol) {
    // A whole symbol goes before a prefix: min is a minute, m a metre.
    for (const NamedUnit& named : named_units)
        if (named.symbol == symbol) return named.unit;
    for (const auto& [prefix, exponent] : prefixes) {
        if (!symbol.starts_with(prefix)) continue;
        for (const NamedUnit& named : named_units)
            if (named.takes_prefix && named.symbol == symbol.substr(prefix.size())) {
                Unit unit = named.unit;
                unit.decimal_exponent += exponent;
                return unit;
            }
    }
    return std::nullopt;
}

Unit multiply(const Unit& a, const Unit& b, int power) {
    Unit product = a;
    product.dimension.metre += power * b.dimension.metre;
    product.dimension.kilogram += power * b.dimension.kilogram;
    product.dimension.second += power * b.dimension.second;
    product.dimension.ampere += power * b.dimension.ampere;
    product.dimension.degree += power * b.dimension.degree;
    product.dimension.mole += power * b.dimension.mole;
    product.decimal_exponent += power * b.decimal_exponent;
    for (int i = 0; i < std::abs(power); ++i)
        product.factor = power > 0 ? product.factor * b.factor : product.factor / b.factor;
    return product;
}

bool is_plausible(const Unit& unit) {
    const Dimension& d = unit.dimension;
    for (int exponent :
         {d.metre, d.kilogram, d.second, d.ampere, d.degree, d.mole, unit.decimal_exponent})
        if (std::abs(exponent) > largest_exponent) return false;
    return true;
}

// product := [factor] { ("*" | "/" | space) factor };  factor := ("(" product ")" | symbol) [power]
class UnitParser {
  public:
    explicit UnitParser(std::string_view text) : text_(text) {}

    std::optional<Unit> parse() {
        std::optional<Unit> unit = product();
        return at_ < text_.size() ? std::nullopt : unit;
    }

  private:
    char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
    void skip_spaces() {
        while (peek() == ' ') ++at_;
    }

    std::optional<Unit> product() {
        Unit unit;
        int sign = 1;
        skip_spaces();
        if (peek() == '/') {
            sign = -1;
            ++at_;
        }
        for (;;) {
            skip_spaces();
            std::optional<std::pair<Unit, int>> next = factor();
            if (!next) return std::nullopt;
            unit = multiply(unit, next->first, sign * next->second);
            if (!is_plausible(unit)) return std::nullopt;
            // Read the operator; a space multiplies.
            skip_spaces();
            if (peek() == '\0' || peek() == ')') return unit;
            sign = peek() == '/' ? -1 : 1;
            if (peek() == '/' || peek() == '*') ++at_;
        }
    }

    std::optional<std::pair<Unit, int>> factor() {
        std::optional<Unit> unit;
        if (peek() == '(') {
            if (++depth_ > 8) return std::nullopt;
            ++at_;
            unit = product();
            if (peek() != ')') return std::nullopt;
            ++at_;
        } else if (peek() == '1' && !(at_ + 1 < text_.size() && is_digit(text_[at_ + 1]))) {
            ++at_;
            return std::pair(Unit{}, 1);
        } else {
            std::size_t begin = at_;
            while (is_letter(peek())) ++at_;
            unit = find_symbol(text_.substr(begin, at_ - begin));
        }
        std::optional<int> exponent = power();
        if (!unit || !exponent) return std::nullopt;
        return std::pair(*unit, *exponent);
    }

    std::optional<int> power() {
        bool written = false;
        if (text_.substr(at_).starts_with("**")) {
            at_ += 2;
            written = true;
        } else if (peek() == '^') {
            ++at_;
            written = true;
        }
        int sign = 1;
        if (peek() == '-' || peek() == '+') {
            sign = peek() == '-' ? -1 : 1;
            written = true;
            ++at_;
        }
        if (!is_digit(peek())) return written ? std::nullopt : std::optional(1);
        int value = peek() - '0';
        ++at_;
        // Nobody means a tenth power; refuse it instead of overflowing.
        return is_digit(peek()) ? std::nullopt : std::optional(sign * value);
    }

    std::string_view text_;
    std::size_t at_ = 0;
    int depth_ = 0;
};

// Length of the decimal number that text begins with, and where its exponent begins (or its end).
std::pair<std::size_t, std::size_t> measure_number(std::string_view text) {
    std::size_t at = 0, digits = 0;
    auto count_digits = [&] {
        for (; at < text.size() && is_digit(text[at]); ++at) ++digits;
    };
    if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
    count_digits();
    if (at < text.size() && text[at] == '.') ++at;
    count_digits();
    if (digits == 0) return {0, 0};
    std::size_t mantissa = at, end = at;
    // An exponent needs a digit: "1 E" alone is no exponent.
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        ++at;
        if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
        digits = 0;
        count_digits();
        if (digits > 0) end = at;
    }
    return {end, mantissa};
}

std::optional<Unit> parse_suffix(std::string_view suffix) {
    // Turn mW_per_mm2 into mW/mm2; a leading per_ divides one.
    std::string text;
    if (suffix.starts_with("per_")) {
        text = "/";
        suffix.remove_prefix(4);
    }
    for (std::size_t at; (at = suffix.find("_per_")) != std::string_view::npos;) {
        text += std::string(suffix.substr(0, at)) + "/";
        suffix.remove_prefix(at + 5);
    }
    text += suffix;
    if (text.find_first_of(" _*()^-+") != std::string::npos) return std::nullopt;
    return parse_unit(text);
}

}  // namespace

std::optional<Unit> parse_unit(std::string_view text) {
    if (text.size() > longest_text) return std::nullopt;
    std::string ascii = spell_in_ascii(text);
    return UnitParser(ascii).parse();
}

std::optional<Unit> parse_column_unit(std::string_view column) {
    if (column.size() > longest_text) return std::nullopt;
    for (std::size_t at = column.find('_'); at != std::string_view::npos;
         at = column.find('_', at + 1))
        if (std::optional<Unit> unit = parse_suffix(column.substr(at + 1))) return unit;
    return std::nullopt;
}

std::optional<double> parse_decimal(std::string_view number, int decimal_exponent) {
    const auto [end, mantissa] = measure_number(number);
    if (end == 0 || end != number.size()) return std::nullopt;
    // Add the exponents, keep the digits.
    int exponent = 0;
    if (mantissa < end) {
        std::string_view digits = number.substr(mantissa + 1);
        if (digits.front() == '+') digits.remove_prefix(1);
        if (std::from_chars(digits.data(), digits.data() + digits.size(), exponent).ec !=
                std::errc() ||
            std::abs(exponent) > 100000)
            return std::nullopt;
    }
    exponent += decimal_exponent;
    std::string_view digits = number.substr(0, mantissa);
    if (digits.front() == '+') digits.remove_prefix(1);
    fmt::memory_buffer text;
    fmt::format_to(std::back_inserter(text), "{}e{}", digits, exponent);
    double value = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
    if (result.ec != std::errc() || result.ptr != text.data() + text.size()) return std::nullopt;
    return value;
}

std::variant<Quantity, std::string> parse_quantity(std::string_view text) {
    if (text.size() > longest_text) return std::string("is longer than any quantity");
    std::string ascii = spell_in_ascii(text);
    std::string_view rest = ascii;
    while (rest.starts_with(' ')) rest.remove_prefix(1);
    while (rest.ends_with(' ')) rest.remove_suffix(1);
    // Split number and unit.
    const std::size_t length = measure_number(rest).first;
    if (length == 0) return std::string("does not begin with a number");
    std::string_view unit_text = rest.substr(length);
    while (unit_text.starts_with(' ')) unit_text.remove_prefix(1);
    std::optional<Unit> unit = unit_text.empty() ? Unit{} : parse_unit(unit_text);
    if (!unit) return fmt::format("'{}' is no unit known here", unit_text);
    // Scale by the power of ten in decimal, by the rest in binary.
    std::optional<double> value = parse_decimal(rest.substr(0, length), unit->decimal_exponent);
    if (!value) return std::string("is too large or too small for a double");
    const double scaled = *value * unit->factor;
    if (!std::isfinite(scaled)) return std::string("is too large or too small for a double");
    return Quantity{scaled, unit->dimension};
}

std::string describe(const Dimension& dimension) {
    using namespace kinds;
    for (const QuantityKind* kind :
         {&number, &kinds::time, &rate, &length, &inverse_length, &voltage, &current, &resistance,
          &conductance, &irradiance, &irradiance_per_rate, &irradiance_per_current,
          &rate_per_voltage, &rate_per_current, &power, &energy, &photon_flux, &concentration,
          &angle})
        if (kind->dimension == dimension)
            return kind == &number ? "a number without unit" : kind->name;
    std::string text = "in";
    const std::pair<const char*, int> parts[] = {
        {"m", dimension.metre},  {"kg", dimension.kilogram}, {"s", dimension.second},
        {"A", dimension.ampere}, {"mol", dimension.mole},    {"deg", dimension.degree}};
    for (const auto& [symbol, exponent] : parts)
        if (exponent != 0)
            text += exponent == 1 ? fmt::format(" {}", symbol)
                                  : fmt::format(" {}^{}", symbol, exponent);
    return text;
}

}  // namespace spikelight
