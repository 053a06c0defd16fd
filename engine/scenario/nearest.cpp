#include "engine/scenario/nearest.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

namespace spikelight {
namespace {

constexpr std::size_t longest_name = 100;
/// Of a name, or of its beginning where more was left out.
constexpr std::size_t shortest_beginning = 3;

/// What other simulators call things, in lower case, and what they are called here.
constexpr std::pair<std::string_view, std::string_view> synonyms[] = {
    {"n", "size"},
    {"threshold", "V_peak"},
    {"v_threshold", "V_peak"},
    {"theta", "V_T"},
    {"refractory", "t_ref"},
    {"sigma", "noise"},
    {"coords", "position"},
    {"coords", "positions"},
    {"coords", "sites"},
    {"r0", "core_radius"},
    {"nafib", "numerical_aperture"},
    {"k", "absorption"},
    {"s", "scattering"},
    {"ntis", "refractive_index"},
    {"max_value", "maximum"},
    {"rho_rel", "expression"},
    {"ref_signal", "target"},
    {"kp", "gain"},
    {"ki", "integral_time"},
    {"tau", "filter"},
    {"delay", "latency"},
    {"synapses", "projection"},
    {"p", "probability"},
    {"width", "size"},
    {"height", "size"},
    {"fps", "every"},
};

std::string lower_case(std::string_view text) {
    std::string lower(text);
    for (char& c : lower)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return lower;
}

}  // namespace

std::size_t edit_distance(std::string_view a, std::string_view b) {
    // Keep three rows of the table of distances between prefixes.
    std::vector<std::size_t> before(b.size() + 1), above(b.size() + 1), row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) above[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            row[j] =
                std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (a[i - 1] != b[j - 1])});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = std::min(row[j], before[j - 2] + 1);
        }
        before.swap(above);
        above.swap(row);
    }
    return above[b.size()];
}

std::string nearest(std::string_view name, const std::vector<std::string>& known) {
    // Nobody mistypes a name of this length; comparing takes time by the square of it.
    if (name.size() > longest_name) return "";
    // Case alone is the likeliest slip, and never counts.
    const std::string lower = lower_case(name);
    std::size_t best = std::max<std::size_t>(name.size() > 3 ? 2 : 1, name.size() / 3) + 1;
    std::string found;
    for (const std::string& candidate : known) {
        // A distance as long as the candidate shares nothing with it.
        const std::size_t distance = edit_distance(lower, lower_case(candidate));
        if (distance < best && distance < std::max(name.size(), candidate.size())) {
            best = distance;
            found = candidate;
        }
    }
    if (!found.empty() || lower.size() < shortest_beginning) return found;
    for (const std::string& candidate : known)
        if (lower_case(candidate).starts_with(lower)) return candidate;
    return "";
}

std::string synonym(std::string_view name, const std::vector<std::string>& known) {
    const std::string lower = lower_case(name);
    for (const auto& [elsewhere, here] : synonyms)
        if (lower == elsewhere && std::find(known.begin(), known.end(), here) != known.end())
            return std::string(here);
    return "";
}

std::string suggest(std::string_view name, const std::vector<std::string>& known) {
    std::string found = synonym(name, known);
    if (found.empty()) found = nearest(name, known);
    if (!found.empty()) return fmt::format("Did you mean {}?", found);
    // List each once, without those that have no name.
    std::vector<std::string> listed;
    for (const std::string& candidate : known)
        if (!candidate.empty() &&
            std::find(listed.begin(), listed.end(), candidate) == listed.end())
            listed.push_back(candidate);
    return listed.empty() ? "There is none in this file"
                          : fmt::format("Known are {}", fmt::join(listed, ", "));
}

}  // namespace spikelight
