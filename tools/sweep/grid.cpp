#include "tools/sweep/grid.h"

#include <fmt/format.h>

#include <charconv>
#include <cstdint>

#include "engine/scenario/units.h"
#include "tools/errors.h"

namespace spikelight {
namespace {

std::string trimmed(std::string text) {
    while (!text.empty() && text.front() == ' ') text.erase(0, 1);
    while (!text.empty() && text.back() == ' ') text.pop_back();
    return text;
}

/// Parts a list at the commas that stand outside quotes, brackets and braces.
std::vector<std::string> part(const std::string& text) {
    std::vector<std::string> parts(1);
    int depth = 0;
    bool quoted = false;
    for (char c : text) {
        if (c == '"') quoted = !quoted;
        if (!quoted && (c == '[' || c == '{')) ++depth;
        if (!quoted && (c == ']' || c == '}')) --depth;
        if (c == ',' && !quoted && depth == 0)
            parts.emplace_back();
        else
            parts.back() += c;
    }
    for (std::string& value : parts) value = trimmed(value);
    return parts;
}

std::optional<std::int64_t> whole_number(std::string_view text) {
    std::int64_t value = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() && !text.empty()
               ? std::optional(value)
               : std::nullopt;
}

/// The whole numbers that a..b stands for; nothing for any other text.
std::vector<std::string> range_of(const std::string& text) {
    const std::size_t dots = text.find("..");
    if (dots == std::string::npos) return {};
    const auto first = whole_number(std::string_view(text).substr(0, dots));
    const auto last = whole_number(std::string_view(text).substr(dots + 2));
    if (!first || !last) return {};
    if (*last < *first || static_cast<std::uint64_t>(*last - *first) >= most_points)
        throw UserError(fmt::format(
            "{} (a range goes up, over at most {} numbers). Write e.g. 1..5", text, most_points));
    std::vector<std::string> values;
    for (std::int64_t i = *first; i <= *last; ++i) values.push_back(std::to_string(i));
    return values;
}

/// The unit as it is written after a number, and the number.
std::pair<double, std::string> split_quantity(const std::string& text) {
    const char* begin = text.c_str();
    char* end = nullptr;
    const double number = std::strtod(begin, &end);
    return {number, trimmed(std::string(end))};
}

std::string unquoted(const std::string& text) {
    return text.size() >= 2 && text.front() == '"' && text.back() == '"'
               ? text.substr(1, text.size() - 2)
               : text;
}

}  // namespace

Axis parse_axis(const std::string& text) {
    const std::size_t equals = text.find('=');
    if (equals == 0 || equals == std::string::npos)
        throw UserError(
            fmt::format("--set {} (there is no key and value). Write --set key.path=value,value, "
                        "for example --set loop.latency=\"0 ms,5 ms\"",
                        text));
    Axis axis{text.substr(0, equals), {}};
    for (const std::string& value : part(text.substr(equals + 1))) {
        if (value.empty())
            throw UserError(fmt::format("--set {} (a value is empty). Remove the comma", text));
        const std::vector<std::string> range = range_of(value);
        if (range.empty())
            axis.values.push_back(value);
        else
            axis.values.insert(axis.values.end(), range.begin(), range.end());
    }
    return axis;
}

std::vector<std::vector<Override>> points_of(const std::vector<Axis>& axes) {
    std::vector<std::vector<Override>> points(1);
    for (const Axis& axis : axes) {
        for (const Override& earlier : points.front())
            if (earlier.first == axis.path)
                throw UserError(fmt::format(
                    "--set {} (it is set twice). Give all its values in one --set", axis.path));
        if (points.size() * axis.values.size() > most_points)
            throw UserError(
                fmt::format("the grid has more than {} points (they would take too "
                            "long). Vary fewer values at once",
                            most_points));
        std::vector<std::vector<Override>> longer;
        for (const auto& point : points)
            for (const std::string& value : axis.values) {
                longer.push_back(point);
                longer.back().emplace_back(axis.path, value);
            }
        points = std::move(longer);
    }
    return points;
}

std::vector<Axis> varying(const std::vector<Axis>& axes) {
    std::vector<Axis> result;
    for (const Axis& axis : axes)
        if (axis.values.size() > 1) result.push_back(axis);
    return result;
}

std::optional<AxisScale> scale_of(const Axis& axis) {
    AxisScale scale;
    Dimension dimension;
    double one = 1;  // of the first value's unit, SI
    for (std::size_t i = 0; i < axis.values.size(); ++i) {
        const std::string text = unquoted(axis.values[i]);
        const auto [number, unit] = split_quantity(text);
        const auto parsed = parse_quantity(text);
        const Quantity* quantity = std::get_if<Quantity>(&parsed);
        // A number without a unit is a quantity of no dimension.
        const auto plain = parse_decimal(text);
        if (!quantity && !plain) return std::nullopt;
        const Dimension own = quantity ? quantity->dimension : Dimension{};
        const double value = quantity ? quantity->value : *plain;
        if (i == 0) {
            dimension = own;
            scale.unit = unit;
            const auto unit_of_first = unit.empty() ? std::nullopt : parse_unit(unit);
            if (unit_of_first) {
                const auto single = parse_quantity("1 " + unit);
                if (const Quantity* q = std::get_if<Quantity>(&single)) one = q->value;
            }
        }
        if (!(own == dimension)) return std::nullopt;
        scale.numbers.push_back(value / one);
    }
    return scale;
}

}  // namespace spikelight
