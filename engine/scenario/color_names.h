// Colours by name.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/scenario/scenario.h"

namespace spikelight {

/// A CSS name, an xkcd name (`cerulean blue`, or `xkcd:blue` where CSS has another colour of that
/// name), `#rgb` or `#rrggbb`; upper and lower case are the same. Nothing where there is no such
/// colour.
std::optional<Color> find_color(std::string_view name);

/// What to do about a colour that there is not.
std::string suggest_color(std::string_view name);

}  // namespace spikelight
