// Reads single values out of a document's tables; reports what is wrong with each.
#pragma once

#include <functional>
#include <glm/vec3.hpp>
#include <initializer_list>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "engine/scenario/document.h"
#include "engine/scenario/units.h"

namespace spikelight {

/// What a number may be. Infinities and NaN are refused always.
struct Range {
    double low = -std::numeric_limits<double>::infinity();
    double high = std::numeric_limits<double>::infinity();
    bool open = false;  ///< both ends excluded
};
namespace ranges {
inline constexpr Range any{};
inline constexpr Range positive{0, std::numeric_limits<double>::infinity(), true};
inline constexpr Range not_negative{0};
inline constexpr Range probability{0, 1};
}  // namespace ranges

/// A string of number and unit of the wanted dimension, in SI; a plain number for `kinds::number`.
std::optional<double> read_quantity(Document&, const Node&, const QuantityKind&,
                                    Range = ranges::any);
std::optional<std::int64_t> read_integer(Document&, const Node&, std::int64_t low,
                                         std::int64_t high);
std::optional<bool> read_boolean(Document&, const Node&);
std::optional<std::string> read_string(Document&, const Node&);
/// One of `names`, as its index.
std::optional<std::size_t> read_choice(Document&, const Node&,
                                       const std::vector<std::string>& names);
/// The name of something declared elsewhere, as its index in `names`; `what` is "population",
/// "light".
std::optional<std::size_t> read_reference(Document&, const Node&,
                                          const std::vector<std::string>& names,
                                          const std::string& what);
/// Three of a kind: a position, or a direction with `kinds::number`.
std::optional<glm::dvec3> read_vector(Document&, const Node&, const QuantityKind&);

/// A value's range in words: "must be above 0".
std::string describe(const Range& range);
bool contains(const Range& range, double value);

/// A table whose keys are known; any other key is a problem.
class TableReader {
  public:
    /// `title` as in messages: "[simulation]", "[[population]]", "position".
    TableReader(Document& document, const Node& table, std::string title,
                const std::vector<std::string>& known);

    /// Nothing where the key is absent.
    const Node* find(const char* key) const { return table_.find(key); }
    /// Reports the key where it is absent; `example` is what to write.
    const Node* require(const char* key, const std::string& example);
    /// The one key of `alternatives` that is written; reports none and several.
    const Node* require_one(const std::vector<std::string>& alternatives);

    /// Each sets the target where the key is written and right, else leaves it as it is.
    template <class Target>
    void quantity(const char* key, Target& target, const QuantityKind& kind,
                  Range range = ranges::any) {
        if (const Node* node = find(key))
            if (std::optional<double> value = read_quantity(document_, *node, kind, range))
                target = *value;
    }
    template <class Target>
    void number(const char* key, Target& target, Range range = ranges::any) {
        quantity(key, target, kinds::number, range);
    }
    void boolean(const char* key, bool& target);
    void string(const char* key, std::string& target);
    template <class Target>
    void integer(const char* key, Target& target, std::int64_t low, std::int64_t high) {
        if (const Node* node = find(key))
            if (std::optional<std::int64_t> value = read_integer(document_, *node, low, high))
                target = static_cast<Target>(*value);
    }

    Document& document() { return document_; }
    const Node& table() const { return table_; }
    const std::string& title() const { return title_; }

  private:
    Document& document_;
    const Node& table_;
    std::string title_;
    bool has_unknown_keys_ = false;
};

/// Calls `read` for each table of `[[key]]`; anything else under that key is a problem.
void for_each_table(Document&, const Node& parent, const std::string& key,
                    const std::function<void(const Node&)>& read);
/// The table `[key]`, or nothing; anything else under that key is a problem.
const Node* find_table(Document&, const Node& parent, const std::string& key);

/// Steps of dt in a time. A time that is not a whole number of steps within 1e-6 of a step is a
/// problem, and so is one of 2^32 steps or more. Nothing while dt itself is unknown (NaN).
std::optional<std::int64_t> whole_steps(Document&, const Node&, double time, double dt);

/// The same, but no steps at all are a problem, too.
std::optional<std::int64_t> positive_steps(Document&, const Node&, double time, double dt);

}  // namespace spikelight
