// `--set path=value`: changes a scenario's TOML tree before it is read.
#pragma once

#include <toml++/toml.h>

#include "engine/scenario/reader.h"

namespace spikelight {

/// Where the nodes of an override come from, as toml++ keeps it: "--set " and the path.
inline constexpr std::string_view override_prefix = "--set ";

/// What a projection without a name is called.
std::string unnamed_projection(const std::string& from, const std::string& to);

/// Sets the value at a path. Elements are parted by dots and may be quoted; each is a key, or in an
/// array an index or the `name` of a table, or that of an unnamed projection. Absent keys and tables are made. Returns what is wrong
/// with the path, or "".
std::string apply_override(toml::table& root, const Override& change);

}  // namespace spikelight
