#include "engine/scenario/overrides.h"

#include <fmt/format.h>

#include <charconv>
#include <memory>
#include <optional>

#include "engine/scenario/nearest.h"

namespace spikelight {
namespace {

std::vector<std::string> split_path(const std::string& path) {
    std::vector<std::string> elements(1);
    bool quoted = false;
    for (char c : path) {
        if (c == '"')
            quoted = !quoted;
        else if (c == '.' && !quoted)
            elements.emplace_back();
        else
            elements.back() += c;
    }
    return elements;
}

// The value as a one-key document, whose node keeps "--set path" as its source.
toml::table parse_value(const std::string& text, const std::string& source) {
    try {
        toml::table parsed = toml::parse("value = " + text, source);
        const toml::node* value = parsed.get("value");
        // Dates mean nothing here, and a line break could smuggle in more keys: take both as plain text.
        if (parsed.size() == 1 && value && !value->is_date() && !value->is_time() &&
            !value->is_date_time())
            return parsed;
    } catch (const toml::parse_error&) {
        // Not TOML: a string without its quotes.
    }
    // Let toml++ quote the text, and parse again so that the node has a source.
    std::ostringstream quoted;
    quoted << toml::default_formatter(toml::value<std::string>(text), toml::format_flags::none);
    return toml::parse("value = " + quoted.str(), source);
}

/// What a table of an array is called: its `name`, or for an unnamed projection where it leads from and to.
std::optional<std::string> name_of(const toml::table& table) {
    if (std::optional<std::string> name = table["name"].value<std::string>()) return name;
    const auto from = table["from"].value<std::string>(), to = table["to"].value<std::string>();
    return from && to ? std::optional(unnamed_projection(*from, *to)) : std::nullopt;
}

std::optional<std::size_t> find_in_array(const toml::array& array, const std::string& element) {
    std::size_t index = 0;
    auto [end, error] = std::from_chars(element.data(), element.data() + element.size(), index);
    if (error == std::errc() && end == element.data() + element.size())
        return index < array.size() ? std::optional(index) : std::nullopt;
    for (std::size_t i = 0; i < array.size(); ++i)
        if (const toml::table* table = array.get(i)->as_table())
            if (name_of(*table) == element) return i;
    return std::nullopt;
}

std::vector<std::string> known_elements(const toml::array& array) {
    std::vector<std::string> known;
    for (std::size_t i = 0; i < array.size(); ++i) {
        const toml::table* table = array.get(i)->as_table();
        std::optional<std::string> name;
        if (table) name = name_of(*table);
        known.push_back(name.value_or(std::to_string(i)));
    }
    return known;
}

std::string no_element(const toml::array& array, const std::string& element) {
    if (array.empty())
        return fmt::format("no element {} (the array is empty). Add it to the file", element);
    return fmt::format("no element {} (neither an index below {} nor a name). {}", element,
                       array.size(), suggest(element, known_elements(array)));
}

std::string plain_value(const std::string& value, const std::string& element) {
    return fmt::format("{} is a plain value (it has no {}). Shorten the path", value, element);
}

}  // namespace

std::string unnamed_projection(const std::string& from, const std::string& to) {
    return from + "_" + to;
}

std::string apply_override(toml::table& root, const Override& change) {
    const std::string source = std::string(override_prefix) + change.first;
    const std::vector<std::string> elements = split_path(change.first);
    for (const std::string& element : elements)
        if (element.empty())
            return "the path has an empty element (keys are parted by one dot). Write "
                   "key.path=value";

    // Walk to the container of the last element, making absent tables.
    toml::node* node = &root;
    for (std::size_t i = 0; i + 1 < elements.size(); ++i) {
        if (toml::table* table = node->as_table()) {
            if (!table->contains(elements[i])) {
                toml::table made = parse_value("{}", source);
                made.get("value")->as_table()->is_inline(table->is_inline());
                table->insert(elements[i], std::move(*made.get("value")->as_table()));
            }
            node = table->get(elements[i]);
        } else if (toml::array* array = node->as_array()) {
            std::optional<std::size_t> index = find_in_array(*array, elements[i]);
            if (!index) return no_element(*array, elements[i]);
            node = array->get(*index);
        } else {
            return plain_value(elements[i - 1], elements[i]);
        }
    }

    // Put the value there, moved so that it keeps its source.
    toml::table parsed = parse_value(change.second, source);
    const std::string& last = elements.back();
    std::string problem;
    parsed.get("value")->visit([&](auto& value) {
        if (toml::table* table = node->as_table()) {
            table->insert_or_assign(last, std::move(value));
        } else if (toml::array* array = node->as_array()) {
            if (std::optional<std::size_t> index = find_in_array(*array, last))
                array->replace(array->cbegin() + static_cast<std::ptrdiff_t>(*index),
                               std::move(value));
            else
                problem = no_element(*array, last);
        } else {
            problem = plain_value(elements[elements.size() - 2], last);
        }
    });
    return problem;
}

}  // namespace spikelight
