// How deeply a TOML text nests, found without reading it as a tree.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace spikelight {

/// A place at which a text nests deeper than any scenario does.
struct DeepNesting {
    int line = 0, column = 0;  ///< from 1
    std::string what;          ///< "a key of more than 16 parts"
};

/// Trees are read and freed level by level on the stack, so that a hostile file could exhaust it: brackets within
/// brackets, and the parts of dotted keys, are counted before. Exact up to the first error of syntax.
std::optional<DeepNesting> find_deep_nesting(std::string_view text);

}  // namespace spikelight
