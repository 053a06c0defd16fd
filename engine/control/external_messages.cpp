#include "engine/control/external_messages.h"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "engine/control/irradiance.h"
#include "engine/scenario/node.h"
#include "engine/scenario/printable.h"
#include "kernels/elementary.h"

namespace spikelight {
namespace {

using nlohmann::json;

/// Writing JSON takes stack for every level, so levels are counted while it is read.
constexpr int deepest_level = 64;
constexpr std::size_t quoted = 80;

/// Discarded where the text is no JSON.
json parse_shallow(std::string_view text) {
    const auto watch_depth = [](int depth, json::parse_event_t, json&) {
        if (depth > deepest_level)
            throw AnswerError(fmt::format("it is nested deeper than {} levels", deepest_level));
        return true;
    };
    return json::parse(text, watch_depth, false);
}

}  // namespace

json parse_json(std::string_view text) {
    json parsed = parse_shallow(text);
    if (parsed.is_discarded()) throw AnswerError("this is no JSON");
    return parsed;
}

json parse_answer(std::string_view line) {
    json answer = parse_shallow(line);
    if (!answer.is_object()) throw AnswerError("this is no object of JSON");
    return answer;
}

std::vector<double> read_irradiance(const json& answer, std::span<const double> maximum) {
    const std::size_t sources = maximum.size();
    // Find the numbers and their unit.
    const bool si = answer.contains("irradiance_W_per_m2");
    const auto found = answer.find(si ? "irradiance_W_per_m2" : "irradiance");
    if (found == answer.end()) throw AnswerError("it has no irradiance");
    if (found->is_array() && found->size() != sources)
        throw AnswerError(fmt::format("it commands {} sources", sources));
    std::vector<double> irradiance;
    for (std::size_t source = 0; source < sources; ++source) {
        const json& number = found->is_array() ? (*found)[source] : *found;
        const double value =
            number.is_number() ? number.get<double>() * (si ? 1 : W_per_m2) : HUGE_VAL;
        if (!std::isfinite(value)) throw AnswerError("an irradiance must be a finite number");
        irradiance.push_back(math::clamp(value, 0.0, maximum[source]));
    }
    return irradiance;
}

std::string show_line(std::string_view line) {
    // A character more than is shown, so that none at its end is cut.
    return shorten(printable(line.substr(0, quoted + 4)), quoted);
}

}  // namespace spikelight
