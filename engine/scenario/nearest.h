// Suggests the known name nearest to a mistyped one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace spikelight {

/// Optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours
/// cost 1 each.
std::size_t edit_distance(std::string_view a, std::string_view b);

/// The known name nearest to `name`, whatever the case of its letters: within a third of its length (at least 2, 1 of
/// up to three letters), or else the first that begins with it; "" where there is none.
std::string nearest(std::string_view name, const std::vector<std::string>& known);

/// What is called `name` in Cleo, Brian or elsewhere, if it is known here; else "".
std::string synonym(std::string_view name, const std::vector<std::string>& known);

/// What to do about an unknown name: "Did you mean dt?", or "Known are a, b, c".
std::string suggest(std::string_view name, const std::vector<std::string>& known);

}  // namespace spikelight
