// A scenario file as a tree with places.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace spikelight {

/// Where something is written: a line and column of the file, or an override.
struct Place {
    int line = 0, column = 0;
    std::string override_path;  ///< of `--set`; empty for the file
};

/// A value of the file. Tables keep the order in which their keys are written.
struct Node {
    enum class Kind { boolean, integer, real, string, array, table, other };
    Kind kind = Kind::table;
    bool boolean = false;
    std::int64_t integer = 0;
    double real = 0;
    std::string string;
    std::vector<Node> children;
    std::string key;       ///< within the parent table; empty in an array
    bool inlined = false;  ///< a table written in braces
    Place place, key_place;
    const Node* parent = nullptr;

    bool is(Kind wanted) const { return kind == wanted; }
    const Node* find(std::string_view child_key) const;
    /// As a reader sees it, relative to its section: `position.cylinder.radius`, `initial[1]`.
    std::string name() const;
    /// From the root: `population[0].position.cylinder.radius`.
    std::string path() const;
    /// The value in TOML, cut where it is long.
    std::string text() const;
};

/// A text cut after so many bytes, between characters of UTF-8, with dots where something is left out.
std::string shorten(const std::string& text, std::size_t limit);

/// The tree as a TOML document, in the order in which it was written, with other strings in place
/// of some.
std::string write_toml(const Node& root, const std::map<const Node*, std::string>& replacements);

}  // namespace spikelight
