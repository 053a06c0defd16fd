#include "engine/scenario/fields.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>

#include "engine/scenario/nearest.h"

namespace spikelight {
namespace {

const char* describe_kind(const Node& node) {
    switch (node.kind) {
        case Node::Kind::boolean:
            return "true or false";
        case Node::Kind::integer:
            return "a whole number";
        case Node::Kind::real:
            return "a number";
        case Node::Kind::string:
            return "a string";
        case Node::Kind::array:
            return "an array";
        case Node::Kind::table:
            return "a table";
        case Node::Kind::other:
            break;
    }
    return "a date or time";
}

std::string example_of(const QuantityKind& kind) {
    return kind.dimension == kinds::number.dimension
               ? std::string("Write a number without quotes")
               : fmt::format("Write e.g. \"{}\"", kind.example);
}

std::optional<double> check_range(Document& document, const Node& node, const QuantityKind& kind,
                                  const Range& range, double value) {
    if (!std::isfinite(value)) {
        document.problem(node, "must be finite", example_of(kind));
        return std::nullopt;
    }
    if (contains(range, value)) return value;
    document.problem(node, describe(range), "Correct the value");
    return std::nullopt;
}

}  // namespace

std::string describe(const Range& range) {
    const bool low = std::isfinite(range.low), high = std::isfinite(range.high);
    if (low && high)
        return range.open ? fmt::format("must lie between {} and {}", range.low, range.high)
                          : fmt::format("must lie in [{}, {}]", range.low, range.high);
    if (low && range.low == 0) return range.open ? "must be above 0" : "must not be negative";
    const char* relation =
        low ? (range.open ? "above" : "at least") : (range.open ? "below" : "at most");
    return fmt::format("must be {} {}", relation, low ? range.low : range.high);
}

bool contains(const Range& range, double value) {
    return range.open ? value > range.low && value < range.high
                      : value >= range.low && value <= range.high;
}

std::optional<double> read_quantity(Document& document, const Node& node, const QuantityKind& kind,
                                    Range range) {
    const bool pure = kind.dimension == kinds::number.dimension;
    if (pure && node.is(Node::Kind::integer))
        return check_range(document, node, kind, range, static_cast<double>(node.integer));
    if (pure && node.is(Node::Kind::real))
        return check_range(document, node, kind, range, node.real);
    if (node.is(Node::Kind::integer) || node.is(Node::Kind::real)) {
        document.problem(node, fmt::format("a number without unit, {} is needed", kind.name),
                         example_of(kind));
        return std::nullopt;
    }
    if (!node.is(Node::Kind::string)) {
        document.problem(node, fmt::format("{}, {} is needed", describe_kind(node), kind.name),
                         example_of(kind));
        return std::nullopt;
    }
    const std::variant<Quantity, std::string> parsed = parse_quantity(node.string);
    if (const std::string* why = std::get_if<std::string>(&parsed)) {
        document.problem(node, *why, example_of(kind));
        return std::nullopt;
    }
    const Quantity& quantity = std::get<Quantity>(parsed);
    if (quantity.dimension != kind.dimension) {
        document.problem(node,
                         fmt::format("{}, {} is needed", describe(quantity.dimension), kind.name),
                         example_of(kind));
        return std::nullopt;
    }
    return check_range(document, node, kind, range, quantity.value);
}

std::optional<std::int64_t> read_integer(Document& document, const Node& node, std::int64_t low,
                                         std::int64_t high) {
    if (!node.is(Node::Kind::integer)) {
        document.problem(node, fmt::format("{}, a whole number is needed", describe_kind(node)),
                         "Write a whole number without quotes");
        return std::nullopt;
    }
    if (node.integer >= low && node.integer <= high) return node.integer;
    document.problem(node,
                     high == std::numeric_limits<std::int64_t>::max()
                         ? fmt::format("must be at least {}", low)
                         : fmt::format("must lie in [{}, {}]", low, high),
                     "Correct the value");
    return std::nullopt;
}

std::optional<bool> read_boolean(Document& document, const Node& node) {
    if (node.is(Node::Kind::boolean)) return node.boolean;
    document.problem(node, fmt::format("{}, true or false is needed", describe_kind(node)),
                     "Write true or false without quotes");
    return std::nullopt;
}

std::optional<std::string> read_string(Document& document, const Node& node) {
    if (node.is(Node::Kind::string)) return node.string;
    document.problem(node, fmt::format("{}, a string is needed", describe_kind(node)),
                     "Write it in quotes");
    return std::nullopt;
}

std::optional<std::size_t> read_choice(Document& document, const Node& node,
                                       const std::vector<std::string>& names) {
    const std::optional<std::string> name = read_string(document, node);
    if (!name) return std::nullopt;
    for (std::size_t i = 0; i < names.size(); ++i)
        if (names[i] == *name) return i;
    const std::string found = nearest(*name, names);
    document.problem(node, fmt::format("not one of {}", fmt::join(names, ", ")),
                     found.empty() ? "Choose one of them" : fmt::format("Did you mean {}?", found));
    return std::nullopt;
}

std::optional<std::size_t> read_reference(Document& document, const Node& node,
                                          const std::vector<std::string>& names,
                                          const std::string& what) {
    const std::optional<std::string> name = read_string(document, node);
    if (!name) return std::nullopt;
    for (std::size_t i = 0; i < names.size(); ++i)
        if (names[i] == *name) return i;
    document.problem(node, fmt::format("no {} has this name", what), suggest(*name, names));
    return std::nullopt;
}

std::optional<glm::dvec3> read_vector(Document& document, const Node& node,
                                      const QuantityKind& kind) {
    if (!node.is(Node::Kind::array) || node.children.size() != 3) {
        document.problem(
            node, "three components are needed: x, y, z",
            kind.dimension == kinds::number.dimension
                ? "Write e.g. [0, 0, 1]"
                : fmt::format("Write e.g. [\"0 um\", \"0 um\", \"{}\"]", kind.example));
        return std::nullopt;
    }
    glm::dvec3 vector(0);
    bool right = true;
    for (int i = 0; i < 3; ++i) {
        const std::optional<double> value = read_quantity(document, node.children[i], kind);
        right = right && value;
        vector[i] = value.value_or(0);
    }
    return right ? std::optional(vector) : std::nullopt;
}

TableReader::TableReader(Document& document, const Node& table, std::string title,
                         const std::vector<std::string>& known)
    : document_(document), table_(table), title_(std::move(title)) {
    if (!table.is(Node::Kind::table)) {
        document.problem(table, fmt::format("{}, a table is needed", describe_kind(table)),
                         fmt::format("Write {{ {} = ... }}", known.front()));
        return;
    }
    for (const Node& child : table.children) {
        if (std::find(known.begin(), known.end(), child.key) != known.end()) continue;
        has_unknown_keys_ = true;
        document.problem_at_key(child, fmt::format("unknown key in {}", title_),
                                suggest(child.key, known));
    }
}

const Node* TableReader::require(const char* key, const std::string& example) {
    const Node* node = find(key);
    if (!node && table_.is(Node::Kind::table))
        document_.missing(table_, key, fmt::format("{} needs it", title_),
                          fmt::format("Write e.g. {} = {}", key, example));
    return node;
}

const Node* TableReader::require_one(const std::vector<std::string>& alternatives) {
    const Node* found = nullptr;
    if (!table_.is(Node::Kind::table)) return found;
    for (const Node& child : table_.children) {
        if (std::find(alternatives.begin(), alternatives.end(), child.key) == alternatives.end())
            continue;
        if (found)
            document_.problem_at_key(child, fmt::format("{} has {} already", title_, found->key),
                                     "Keep one of them");
        else
            found = &child;
    }
    // An unknown key is probably the one wanted, and was reported.
    if (found || has_unknown_keys_) return found;
    const std::string wanted = fmt::format("one of {}", fmt::join(alternatives, ", "));
    if (table_.inlined)
        document_.problem(table_, fmt::format("exactly {} is needed", wanted), "Add it");
    else
        document_.missing(table_, wanted, fmt::format("{} needs exactly one", title_), "Add it");
    return found;
}

void TableReader::boolean(const char* key, bool& target) {
    if (const Node* node = find(key)) target = read_boolean(document_, *node).value_or(target);
}

void TableReader::string(const char* key, std::string& target) {
    if (const Node* node = find(key)) target = read_string(document_, *node).value_or(target);
}

void for_each_table(Document& document, const Node& parent, const std::string& key,
                    const std::function<void(const Node&)>& read) {
    const Node* node = parent.find(key);
    if (!node) return;
    if (!node->is(Node::Kind::array)) {
        document.problem_at_key(
            *node, fmt::format("{}, an array of tables is needed", describe_kind(*node)),
            fmt::format("Write [[{}]]", node->path()));
        return;
    }
    for (const Node& child : node->children) {
        if (child.is(Node::Kind::table))
            read(child);
        else
            document.problem(child, fmt::format("{}, a table is needed", describe_kind(child)),
                             fmt::format("Write [[{}]]", node->path()));
    }
}

const Node* find_table(Document& document, const Node& parent, const std::string& key) {
    const Node* node = parent.find(key);
    if (!node || node->is(Node::Kind::table)) return node;
    document.problem_at_key(*node, fmt::format("{}, a table is needed", describe_kind(*node)),
                            fmt::format("Write [{}]", node->path()));
    return nullptr;
}

std::optional<std::int64_t> whole_steps(Document& document, const Node& node, double time,
                                        double dt) {
    if (!(dt > 0)) return std::nullopt;
    const double steps = time / dt, nearest_whole = std::floor(steps + 0.5);
    if (!(steps < 4294967295.0)) {
        document.problem(
            node,
            fmt::format("{:.4g} steps of dt = {:g} ms, a run has fewer than 2^32", steps, dt * 1e3),
            "Shorten it, or lengthen dt");
        return std::nullopt;
    }
    if (std::abs(steps - nearest_whole) > 1e-6) {
        document.problem(
            node,
            fmt::format("{:.6g} steps of dt = {:g} ms, whole steps are needed", steps, dt * 1e3),
            "Choose a multiple of dt");
        return std::nullopt;
    }
    return static_cast<std::int64_t>(nearest_whole);
}

std::optional<std::int64_t> positive_steps(Document& document, const Node& node, double time,
                                           double dt) {
    const std::optional<std::int64_t> steps = whole_steps(document, node, time, dt);
    if (steps != 0) return steps;
    document.problem(node, fmt::format("shorter than a step of {:g} ms", dt * 1e3), "Lengthen it");
    return std::nullopt;
}

}  // namespace spikelight
